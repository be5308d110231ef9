import { pipe } from 'fp-ts/lib/function.js'
import { left, map, orElse, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { Backend, BackendName } from './backend/index.ts'
import { backends } from './backends.ts'
import type { MachineDevice } from './machine.ts'

export type BackendChoice = 'auto' | BackendName

const none: Fault = fault({
  where: 'backend auto',
  rule: 'one of the backends must load',
  hint: 'run npm ci again: wasm and cpu come with Retain',
})

/** The first of some backends that works; it says which before it did not, and why. */
const firstOf = (
  [backend, ...rest]: readonly Backend[],
  passedOver: readonly string[] = [],
): TaskEither<Fault, MachineDevice> =>
  backend === undefined
    ? left(none)
    : pipe(
        backend.open,
        map((device) => (passedOver.length === 0 ? device : { ...device, passedOver })),
        orElse(({ got, rule }) => firstOf(rest, [...passedOver, `${backend.name}: ${got ?? rule}`])),
      )

/**
 * A device of the backend that is named, or, for `auto`, of the best that is installed and works; its name says which, and it says what
 * was passed over.
 */
export const tfjsDevice = (
  choice: BackendChoice,
  among: readonly Backend[] = backends,
): TaskEither<Fault, MachineDevice> => {
  if (choice === 'auto') return firstOf(among.filter((backend) => backend.present()))
  const known = among.map((backend) => backend.name)
  const chosen = among.find((backend) => backend.name === choice)
  return (
    chosen?.open ?? left(unknownName({ where: '--backend', what: 'backend', name: choice, known: ['auto', ...known] }))
  )
}
