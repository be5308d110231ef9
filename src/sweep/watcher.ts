import type { RecordedRun } from '../records/index.ts'
import type { Job } from './job.ts'

/** Something that is told how jobs go. */
export interface Watcher {
  readonly ticks: (job: Job, ticks: number) => void
  readonly ended: (job: Job, run: RecordedRun) => void
  /** Why nothing happens, as somebody else says it. */
  readonly waits?: (why: string) => void
  /** Something that a person should know, whatever else is shown. */
  readonly notes: (text: string) => void
  /** No more is to come. */
  readonly done: () => void
}
