import { batchesOf, type Schedule, type Stream } from '../streams/index.ts'
import { continual, type Protocol, timesInside } from './protocol/index.ts'
import { partsAt } from './sitting.ts'

/**
 * How many ticks a run gives: one a batch, and one a part of each evaluation: a task that is judged, or some episodes.
 *
 * @param every after how many batches of a task the learner is judged inside it
 * @param exam how a learner is judged, by its protocol
 */
export const ticksOf = (
  stream: Stream,
  schedule: Schedule,
  every?: number,
  exam: Protocol['exam'] = continual.exam,
): number => {
  const { tasks } = stream
  const parts = (learned: number, inside: boolean): number => partsAt(stream, exam, { learned, inside })
  return (
    tasks
      .map((task) => batchesOf(task, schedule))
      .reduce((sum, count, task) => sum + count + timesInside(count, every) * parts(task, true), 0) +
    [0, ...tasks.map((_, task) => task + 1)].reduce((sum, learned) => sum + parts(learned, false), 0)
  )
}
