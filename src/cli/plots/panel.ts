import type { RecordedRun } from '../../records/index.ts'

/** What one panel of a plot shows: the runs of a method, one a seed, on one stream but for the seed. */
export interface Panel {
  readonly label: string
  readonly runs: readonly RecordedRun[]
}
