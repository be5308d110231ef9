import { pipe } from 'fp-ts/lib/function.js'
import { left, map, orElse, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { Backend, BackendName } from './backend/index.ts'
import { backends } from './backends.ts'
import type { MachineDevice } from './machine.ts'

export type BackendChoice = 'auto' | BackendName

/** Whether XLA compiles programs. `auto` is `off`: a compilation takes seconds, and more for every new shape. */
export type Compiling = 'auto' | 'on' | 'off'

const none: Fault = fault({
  where: 'backend auto',
  rule: 'one of the backends must load',
  hint: 'run npm ci again: wasm and cpu come with Retain; what XLA compiles takes `retain setup tensorflow`',
})

/** The first of some backends that works; it says which before it did not, and why. */
const firstOf = (
  openOf: (backend: Backend) => TaskEither<Fault, MachineDevice>,
  [backend, ...rest]: readonly Backend[],
  passedOver: readonly string[] = [],
): TaskEither<Fault, MachineDevice> =>
  backend === undefined
    ? left(none)
    : pipe(
        openOf(backend),
        map((device) => (passedOver.length === 0 ? device : { ...device, passedOver })),
        orElse(({ got, rule }) => firstOf(openOf, rest, [...passedOver, `${backend.name}: ${got ?? rule}`])),
      )

const uncompiled = (name: BackendName): Fault =>
  fault({
    where: '--xla',
    rule: 'XLA compiles programs of TensorFlow alone',
    got: `--backend ${name}`,
    hint: 'take --backend node or node-gpu, or leave --xla out',
  })

/**
 * A device of the backend that is named, or, for `auto`, of the best that is installed and works; its name says which, and it says what
 * was passed over.
 */
export const tfjsDevice = (
  choice: BackendChoice,
  among: readonly Backend[] = backends,
  xla: Compiling = 'auto',
): TaskEither<Fault, MachineDevice> => {
  const openOf = (backend: Backend): TaskEither<Fault, MachineDevice> =>
    xla === 'on' ? (backend.compiled ?? left(uncompiled(backend.name))) : backend.open
  if (choice === 'auto')
    return firstOf(
      openOf,
      among.filter((backend) => backend.present() && (xla !== 'on' || backend.compiled !== undefined)),
    )
  const known = among.map((backend) => backend.name)
  const chosen = among.find((backend) => backend.name === choice)
  return chosen === undefined
    ? left(unknownName({ where: '--backend', what: 'backend', name: choice, known: ['auto', ...known] }))
    : openOf(chosen)
}
