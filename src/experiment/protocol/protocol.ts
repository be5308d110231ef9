import type { Schedule, Stream } from '../../streams/index.ts'
import type { ExperimentSettings } from '../prepared.ts'
import type { RunStarted } from './event.ts'

/** How much is learned, and for how long: what is announced, recorded and costed, in numbers that are run. */
export type Protocol = Pick<RunStarted, 'tasks' | 'samples' | 'batch' | 'epochs' | 'iterations'>

/** The protocol of a stream. One pass is what isn't said: records of older versions have none. */
export const protocolOf = (
  { samples, benchmark }: Pick<ExperimentSettings, 'samples' | 'benchmark'>,
  { batch, epochs = 1, iterations }: Schedule,
  { tasks }: Stream,
): Protocol => ({
  tasks: tasks.length,
  // A stream has as many as are asked for, or is refused.
  samples: samples ?? benchmark.samples,
  batch,
  ...(epochs === 1 ? {} : { epochs }),
  ...(iterations === undefined ? {} : { iterations }),
})
