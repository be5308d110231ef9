import { pipe } from 'fp-ts/lib/function.js'
import { left, orElse, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { BackendName } from './backend/index.ts'
import { backends } from './backends.ts'
import type { MachineDevice } from './machine.ts'

export type BackendChoice = 'auto' | BackendName

const none: Fault = fault({
  where: 'backend auto',
  rule: 'one of the backends must load',
  hint: 'run npm ci again: wasm and cpu come with Retain',
})

/** A device of the backend that is named, or, for `auto`, of the best that is installed and works; its name says which. */
export const tfjsDevice = (choice: BackendChoice): TaskEither<Fault, MachineDevice> => {
  if (choice === 'auto')
    return backends
      .filter((backend) => backend.present())
      .reduceRight<TaskEither<Fault, MachineDevice>>(
        (next, backend) =>
          pipe(
            backend.open,
            orElse(() => next),
          ),
        left(none),
      )
  const known = backends.map((backend) => backend.name)
  const chosen = backends.find((backend) => backend.name === choice)
  return (
    chosen?.open ?? left(unknownName({ where: '--backend', what: 'backend', name: choice, known: ['auto', ...known] }))
  )
}
