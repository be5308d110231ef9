import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'

/** A state that is not finite, on its way out of what runs on a device. */
export class Diverged extends Error {
  readonly fault: Fault
  constructor(of: Fault) {
    super(of.rule)
    this.fault = of
  }
}

/** Work on a device: what goes wrong in it is a fault. */
export const attempt = <A>(where: string, work: () => Promise<A>): TE.TaskEither<Fault, A> =>
  TE.tryCatch(work, (error) =>
    error instanceof Diverged
      ? error.fault
      : fault({
          where,
          rule: 'the device must carry out every step',
          got: error instanceof Error ? error.message : String(error),
          hint: 'try another backend with --backend, and please report this',
        }),
  )
