import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import type { Examples } from './examples.ts'

/** No examples: which points there are, and what is to be predicted there, is an episode's to say. */
const none = (places: number): Examples => ({
  count: 0,
  inputShape: [1 + places],
  classes: 1,
  copyInput: () => {},
  label: () => 0,
  copyTarget: () => {},
})

const madeUp =
  (name: string, places: number, source: string) =>
  (dir?: string): TE.TaskEither<Fault, DataSet> =>
    dir === undefined
      ? TE.right({ name, train: none(places), test: none(places), source: `made up: ${source}` })
      : TE.left(
          fault({
            where: '--data',
            rule: 'points of a line are made up, and read from no folder',
            got: dir,
            hint: 'leave --data away',
          }),
        )

/**
 * A line, on which functions are learned that episodes make up, of one number each: it has no examples of its own.
 *
 * @returns a `Left` where a folder is named
 */
export const line = madeUp('line', 0, 'points of a line, drawn for each episode')

/** In how many places beside its number an input says which function it is of, where functions come one after the other. */
export const functionPlaces = 10

/**
 * A line for several functions: a point comes with places that say which of them is meant.
 *
 * @returns a `Left` where a folder is named
 */
export const lines = madeUp('lines', functionPlaces, 'points of a line, drawn for each function of a trajectory')
