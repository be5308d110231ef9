import type { Stream } from '../streams/index.ts'

/** How many ticks a run gives: one a batch, and one a task at each evaluation. */
export const ticksOf = ({ tasks }: Stream, batch: number): number =>
  tasks.reduce((sum, { train }) => sum + Math.ceil(train.count / batch), 0) + (tasks.length + 1) * tasks.length
