import { batchesOf, type Schedule, type Stream } from '../streams/index.ts'
import { judgedAfter, timesInside } from './protocol/metrics.ts'

/**
 * How many ticks a run gives: one a batch, and one a task that is judged, at each evaluation.
 *
 * @param every after how many batches of a task all tasks are judged inside it
 */
export const ticksOf = ({ tasks }: Stream, schedule: Schedule, every?: number): number => {
  const batches = tasks.map((task) => batchesOf(task, schedule))
  return (
    batches.reduce((sum, count) => sum + count + timesInside(count, every) * tasks.length, 0) +
    [0, ...tasks.map((_, task) => task + 1)].reduce((sum, learned) => sum + judgedAfter(learned, tasks.length), 0)
  )
}
