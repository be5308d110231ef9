import * as E from 'fp-ts/lib/Either.js'
import {
  openRecordFile,
  type RecordedEvent,
  type RecordedRun,
  type RecordFile,
  recordedRuns,
} from '../../experiment/index.ts'
import type { Fault } from '../../fault.ts'
import { carryOutAll } from './crew.ts'
import { type Job, type Message, recordPath } from './job.ts'
import { unchanged } from './kept.ts'
import type { Watcher } from './watcher.ts'

/** What is known of the runs of jobs, by job. */
export type Runs = ReadonlyMap<Job, RecordedRun>

export interface Conducted {
  readonly runs: Runs
  readonly fault: Fault | undefined
}

/** Carries out jobs on threads; a watcher hears, and records in the folder, if there is one, keep what happens. */
export const conduct = async (
  jobs: readonly Job[],
  workers: number,
  folder: string | undefined,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Conducted> => {
  const events = new Map<Job, RecordedEvent[]>()
  const records = new Map<Job, RecordFile>()
  const recordOf = (job: Job): E.Either<Fault, RecordFile | undefined> => {
    const open = records.get(job)
    if (open !== undefined || folder === undefined) return E.right(open)
    const opened = openRecordFile({ path: recordPath(folder, job), force: true })
    if (E.isRight(opened)) records.set(job, opened.right)
    return opened
  }
  const keep = (job: Job, event: RecordedEvent): E.Either<Fault, void> => {
    const same = event._tag === 'RunStarted' ? unchanged(job, event) : E.right(undefined)
    if (E.isLeft(same)) return same
    events.set(job, [...(events.get(job) ?? []), event])
    const record = recordOf(job)
    if (E.isLeft(record)) return record
    return record.right?.append(event) ?? E.right(undefined)
  }
  const runOf = (job: Job): RecordedRun | undefined => recordedRuns(events.get(job) ?? [])[0]
  const hear = (job: Job, message: Message): E.Either<Fault, void> => {
    switch (message._tag) {
      case 'Ticks':
        watcher.ticks(job, message.ticks)
        return E.right(undefined)
      case 'Refused':
        return E.left(message.fault)
      case 'Idle':
        return E.right(undefined)
      case 'Event': {
        const kept = keep(job, message.event)
        const run = runOf(job)
        if (run?.ending !== undefined) {
          records.get(job)?.close()
          records.delete(job)
          watcher.ended(job, run)
        }
        return kept
      }
    }
  }
  const ended = await carryOutAll(jobs, workers, hear, signal)
  for (const record of records.values()) record.close()
  watcher.done()
  return {
    runs: new Map(
      jobs.flatMap((job) => {
        const run = runOf(job)
        return run === undefined ? [] : [[job, run]]
      }),
    ),
    fault: E.isLeft(ended) ? ended.left : undefined,
  }
}
