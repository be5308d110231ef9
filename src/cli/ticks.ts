import { judgedAfter } from '../experiment/index.ts'
import { batchesOf, type Schedule, type Stream } from '../streams/index.ts'

/** How many ticks a run gives: one a batch, and one a task that is judged, at each evaluation. */
export const ticksOf = ({ tasks }: Stream, schedule: Schedule): number =>
  tasks.reduce((sum, task) => sum + batchesOf(task, schedule), 0) +
  [0, ...tasks.map((_, task) => task + 1)].reduce((sum, learned) => sum + judgedAfter(learned, tasks.length), 0)
