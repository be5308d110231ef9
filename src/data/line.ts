import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import type { Examples } from './examples.ts'

/** No examples: which points there are, and what is to be predicted there, is an episode's to say. */
const none: Examples = {
  count: 0,
  inputShape: [1],
  classes: 1,
  copyInput: () => {},
  label: () => 0,
  copyTarget: () => {},
}

/**
 * A line, on which functions are learned that episodes make up, of one number each: it has no examples of its own.
 *
 * @returns a `Left` where a folder is named
 */
export const line = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? TE.right({ name: 'line', train: none, test: none, source: 'made up: points of a line, drawn for each episode' })
    : TE.left(
        fault({
          where: '--data',
          rule: 'points of a line are made up, and read from no folder',
          got: dir,
          hint: 'leave --data away',
        }),
      )
