import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chosen, type EpisodeLength, type Examples, lengthOf } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, key, permutation } from '../random/index.ts'
import type { Task } from './stream.ts'

/** In what batches the examples of each task are learned, and for how long. */
export interface Schedule {
  readonly batch: number
  /** How many passes over the examples of a task; 1 where nothing is given. */
  readonly epochs?: number | undefined
  /** Exactly so many batches a task, in place of whole passes. */
  readonly iterations?: number | undefined
}

/** As much of a task as its length depends on. */
export interface TaskLength {
  readonly train: Pick<Examples, 'count'>
  readonly episodes?: { readonly train: EpisodeLength }
  readonly unit?: number
}

/** Of how many examples batches are counted in: one, unless the task says more, or those of an episode. */
export const unitOf = ({ episodes, unit = 1 }: TaskLength): number =>
  episodes === undefined ? unit : lengthOf(episodes.train)

/** How many batches there are in a pass over the examples, or the episodes, of a task; the last may be smaller. */
export const batchesAPass = (task: TaskLength, { batch }: Schedule): number =>
  Math.ceil(task.train.count / unitOf(task) / batch)

/**
 * How many batches a task has.
 *
 * @law `{ batch, iterations: e · batchesAPass }` has as many as `{ batch, epochs: e }`
 */
export const batchesOf = (task: TaskLength, schedule: Schedule): number => {
  const { epochs = 1, iterations } = schedule
  const once = batchesAPass(task, schedule)
  return once === 0 ? 0 : (iterations ?? epochs * once)
}

/** The examples that a task is learned from as pass `number` shows them: first in their order, then each time in another. */
export const passOf = (task: Task, seed: number, number: number): E.Either<Fault, Examples> =>
  pipe(
    task.shown === undefined ? E.right(task.train) : task.shown(number),
    E.map((shown) =>
      number === 0 || task.episodes !== undefined
        ? shown
        : chosen(shown, shown.count, () =>
            permutation(child(key(seed), 'pass', task.number ?? task.index, number), shown.count),
          ),
    ),
  )
