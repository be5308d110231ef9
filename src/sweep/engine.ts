import { type Conducted, conduct } from './conduct.ts'
import type { Hire } from './crew.ts'
import type { Job } from './job.ts'
import type { Watcher } from './watcher.ts'

/** Who has jobs carried out, and where: a watcher hears of them, and records keep what happens. It stops at a signal. */
export type Engine = (jobs: readonly Job[], watcher: Watcher, signal: AbortSignal) => Promise<Conducted>

/** So many runners of this process, each one job at a time; records in a folder, if there is one. */
export const threads =
  (workers: number, hire: Hire, folder: string | undefined): Engine =>
  (jobs, watcher, signal) =>
    conduct(jobs, workers, hire, folder, watcher, signal)
