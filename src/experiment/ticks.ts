import { batchesOf, type Schedule, type Stream } from '../streams/index.ts'
import { continual, type Protocol, timesInside } from './protocol/index.ts'

/**
 * How many ticks a run gives: one a batch, and one a task that is judged, at each evaluation.
 *
 * @param every after how many batches of a task all tasks are judged inside it
 * @param exam on how many tasks a learner is judged after each, by its protocol
 */
export const ticksOf = (
  { tasks }: Stream,
  schedule: Schedule,
  every?: number,
  { on }: Pick<Protocol['exam'], 'on'> = continual.exam,
): number => {
  const batches = tasks.map((task) => batchesOf(task, schedule))
  return (
    batches.reduce((sum, count) => sum + count + timesInside(count, every) * tasks.length, 0) +
    [0, ...tasks.map((_, task) => task + 1)].reduce((sum, learned) => sum + on(learned, tasks.length), 0)
  )
}
