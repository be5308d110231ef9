import * as t from 'io-ts'
import { writtenNumber } from './written-number.ts'

/** What the parts of an evaluation have found so far, each a row for every episode; `since` is how long all before it took to judge. */
const exam = t.strict({
  found: t.readonlyArray(t.readonlyArray(t.readonlyArray(writtenNumber))),
  since: writtenNumber,
})

/** In the evaluation with so many tasks learned. */
const judging = t.strict({ _tag: t.literal('Judging'), learned: writtenNumber, exam })

/** In a task, so many of its events done; or in an evaluation inside it, after the last of them. `since` is as in `exam`, of learning. */
const learning = t.intersection([
  t.strict({ _tag: t.literal('Learning'), task: writtenNumber, steps: writtenNumber, since: writtenNumber }),
  t.exact(t.partial({ exam })),
])

/**
 * How far a run is between two of its events: all that it knows but the state of the method. Draws are no part of it: their keys are made
 * of the seed and of the number of the event, so that a run that goes on draws what it would have drawn.
 */
export const positionCodec = t.intersection([
  t.strict({
    at: t.union([judging, learning]),
    /** The scores before training, and the rows of the matrix so far. */
    rows: t.readonlyArray(t.readonlyArray(writtenNumber)),
    /** What was said of the batches of the task before they were learned: how much that was worth, and of how many examples. */
    said: t.strict({ worth: writtenNumber, of: writtenNumber }),
    /** Seconds of each so far, in all processes that had a share in the run. */
    seconds: t.strict({ training: writtenNumber, judging: writtenNumber, measuring: writtenNumber }),
  }),
  /** Gradients of an example's loss so far; not there where a program decides at run time how many. */
  t.exact(t.partial({ gradients: writtenNumber })),
])

export type Position = Readonly<t.TypeOf<typeof positionCodec>>

/** Where in the order of its events a run is. */
export type At = Position['at']

/** A run that has not begun. */
export const beginning: Position = {
  at: { _tag: 'Judging', learned: 0, exam: { found: [], since: 0 } },
  rows: [],
  said: { worth: 0, of: 0 },
  seconds: { training: 0, judging: 0, measuring: 0 },
  gradients: 0,
}
