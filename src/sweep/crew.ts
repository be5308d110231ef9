import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { Job } from './job.ts'
import { type Load, loadsOf } from './load.ts'
import type { RunNews } from './news.ts'

/** Somebody who carries out jobs, one load at a time. */
export interface Runner {
  /** Ends when all jobs of the load do, or are stopped; a `Left` of `hear` ends it too. News are of a run by its place in the load. */
  readonly runs: (load: Load, hear: (news: RunNews) => E.Either<Fault, void>) => TE.TaskEither<Fault, unknown>
  readonly dismiss: T.Task<void>
}

/** Gives a runner that stops at a signal. */
export type Hire = (signal: AbortSignal) => Runner

/** Told what becomes of jobs: news of one, a `Left` if they can't be kept; and that it is over. */
export interface Keeper {
  readonly hear: (job: Job, news: RunNews) => E.Either<Fault, void>
  readonly over: (job: Job, fault: Fault | undefined) => void
}

/** The job of a load that news are of. */
export const newsOf = (load: Load, news: RunNews): Job => ('run' in news ? load[news.run] : undefined) ?? load[0]!

/**
 * Carries out jobs by so many runners, each one load after the other. The first fault ends all: what is running then is told to stop, and no
 * other job begins. An interrupt does the same.
 */
export const carryOutAll = async (
  jobs: readonly Job[],
  workers: number,
  hire: Hire,
  { hear, over }: Keeper,
  signal: AbortSignal,
): Promise<E.Either<Fault, void>> => {
  const waiting = [...loadsOf(jobs)]
  const runners = Math.min(workers, waiting.length)
  let wrong: E.Either<Fault, void> = E.right(undefined)
  const ended = new AbortController()
  const stop = (): void => ended.abort()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const worker = async (): Promise<void> => {
    const runner = hire(ended.signal)
    for (let load = waiting.shift(); load !== undefined && !ended.signal.aborted; load = waiting.shift()) {
      const of = load
      const brought = await runner.runs(of, (news) => hear(newsOf(of, news), news))()
      for (const job of of) over(job, E.isLeft(brought) ? brought.left : undefined)
      if (E.isRight(brought)) continue
      if (E.isRight(wrong)) wrong = brought
      stop()
    }
    await runner.dismiss()
  }
  await Promise.all(Array.from({ length: runners }, worker))
  signal.removeEventListener('abort', stop)
  return wrong
}
