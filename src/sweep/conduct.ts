import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.ts'
import { type Logbook, logbook, openRecordFile, type RecordedRun } from '../records/index.ts'
import { carryOutAll, type Hire } from './crew.ts'
import { type Job, recordPath } from './job.ts'
import { unchanged } from './kept.ts'
import type { RunNews } from './news.ts'
import type { Watcher } from './watcher.ts'

/** What is known of the runs of jobs, by job. */
export type Runs = ReadonlyMap<Job, RecordedRun>

export interface Conducted {
  readonly runs: Runs
  readonly fault: Fault | undefined
  /** What goes on without this process, and how to end it, where it was interrupted. */
  readonly goesOn?: string
}

/** Has runners carry out jobs; a watcher hears, and records in the folder, if there is one, keep what happens. */
export const conduct = async (
  jobs: readonly Job[],
  workers: number,
  hire: Hire,
  folder: string | undefined,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Conducted> => {
  const logs = new Map<Job, Logbook>()
  const logOf = (job: Job): Logbook => {
    const log =
      logs.get(job) ??
      logbook(() =>
        folder === undefined ? E.right(undefined) : openRecordFile({ path: recordPath(folder, job), force: true }),
      )
    logs.set(job, log)
    return log
  }
  const hear = (job: Job, news: RunNews): E.Either<Fault, void> => {
    switch (news._tag) {
      case 'Ready':
        return E.right(undefined)
      case 'Ticks':
        logOf(job).at(news.at)
        watcher.ticks(job, news.ticks)
        return E.right(undefined)
      case 'Event':
        return pipe(
          news.event._tag === 'RunStarted' ? unchanged(job, news.event) : E.right(undefined),
          E.chain(() => logOf(job).event(news.event)),
        )
    }
  }
  const over = (job: Job, fault: Fault | undefined): void => {
    const log = logOf(job)
    log.close(fault)
    const [run] = log.runs()
    if (run?.ending !== undefined) watcher.ended(job, run)
  }
  const ended = await carryOutAll(jobs, workers, hire, { hear, over }, signal)
  watcher.done()
  return {
    runs: new Map(
      jobs.flatMap((job) => {
        const run = logs.get(job)?.runs()[0]
        return run === undefined ? [] : [[job, run]]
      }),
    ),
    fault: E.isLeft(ended) ? ended.left : undefined,
  }
}
