import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { RunStarted } from '../experiment/protocol/index.ts'
import type { Fault } from '../fault.ts'
import { isOver, type Logbook, logbook, openRecordFile, type RecordedRun, removeCheckpoints } from '../records/index.ts'
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
      logbook((begun) =>
        folder === undefined
          ? E.right(undefined)
          : openRecordFile({ path: recordPath(folder, job), force: true }, begun),
      )
    logs.set(job, log)
    return log
  }
  /** A run that begins anew has no use for what is kept of one before it. */
  const begins = (job: Job, started: RunStarted): E.Either<Fault, void> =>
    pipe(
      unchanged(job, started),
      E.map(() => {
        if (folder !== undefined) removeCheckpoints(recordPath(folder, job), job.seed)
      }),
    )
  const hear = (job: Job, news: RunNews): E.Either<Fault, void> => {
    switch (news._tag) {
      case 'Ready':
        return E.right(undefined)
      case 'Resumed': {
        const [first] = news.events
        watcher.ticks(job, news.ticks)
        return pipe(
          first?._tag === 'RunStarted' ? unchanged(job, first) : E.right(undefined),
          E.chain(() => logOf(job).resumed(news.events)),
        )
      }
      case 'Noted':
        watcher.notes(`${job.label}, seed ${job.seed}: ${news.text}`)
        return E.right(undefined)
      case 'Ticks':
        logOf(job).at(news.at)
        watcher.ticks(job, news.ticks)
        return E.right(undefined)
      case 'Event':
        return pipe(
          news.event._tag === 'RunStarted' ? begins(job, news.event) : E.right(undefined),
          E.chain(() => logOf(job).event(news.event)),
        )
    }
  }
  const over = (job: Job, fault: Fault | undefined): void => {
    const log = logOf(job)
    log.close(fault)
    const [run] = log.runs()
    if (run?.ending === undefined) return
    if (folder !== undefined && isOver(run)) removeCheckpoints(recordPath(folder, job), job.seed)
    watcher.ended(job, run)
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
