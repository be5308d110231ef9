import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Session } from './session.ts'
import type { State } from './state.ts'

/** What is asked of a learner: its outputs on `count` inputs that are examples of a task. */
export interface Question<Buffer> {
  readonly seed: number
  readonly state: State<Buffer>
  readonly task: number
  readonly inputs: Float32Array
  readonly count: number
}

/** The outputs of a learner on some inputs, row after row; its state stays as it is. For many inputs see `Session.predictor`. */
export const outputsOf =
  <Buffer>(session: Session<Buffer>) =>
  ({ seed, state, task, inputs, count }: Question<Buffer>): TE.TaskEither<Fault, ArrayLike<number>> =>
    pipe(
      session.predictor(seed, state, task),
      TE.chain((predictor) =>
        TE.bracket(
          TE.right(predictor),
          ({ outputs }) => outputs(inputs, count),
          ({ release }) => TE.fromIO(release),
        ),
      ),
    )
