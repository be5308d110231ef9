import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Examples, HostBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import type { Protocol } from './protocol/index.ts'

/** The label that a row of targets has. */
const labelIn =
  ({ targets, classes }: HostBatch) =>
  (row: number): number => {
    const own = targets.subarray(row * classes, (row + 1) * classes)
    return own.indexOf(Math.max(...own))
  }

/** A batch as examples, as far as scores look at them. */
const examplesIn = (batch: HostBatch): Examples => ({
  count: batch.count,
  inputShape: batch.inputShape,
  classes: batch.classes,
  copyInput: () => {},
  label: labelIn(batch),
})

/** How much what a learner says of a batch is worth, in all, before it has learned from it. */
export const saidBefore =
  ({ marks }: Pick<Protocol['exam'], 'marks'>, batch: HostBatch) =>
  async <Buffer>(session: Session<Buffer>, state: State<Buffer>, seed: number): Promise<E.Either<Fault, number>> => {
    const predictor = await session.predictor(seed, state, batch.task)()
    if (E.isLeft(predictor)) return predictor
    try {
      return pipe(
        await predictor.right.outputs(batch.inputs, batch.count)(),
        E.map((outputs) => marks({ examples: examplesIn(batch), outputs, from: 0, count: batch.count })),
      )
    } finally {
      predictor.right.release()
    }
  }
