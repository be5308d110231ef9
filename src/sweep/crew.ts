import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { Job } from './job.ts'
import type { RunNews } from './news.ts'

/** Somebody who carries out jobs, one at a time. */
export interface Runner {
  /** Ends when the job does, or is stopped; a `Left` of `hear` ends it too. */
  readonly runs: (job: Job, hear: (news: RunNews) => E.Either<Fault, void>) => TE.TaskEither<Fault, unknown>
  readonly dismiss: T.Task<void>
}

/** Gives a runner that stops at a signal. */
export type Hire = (signal: AbortSignal) => Runner

/** Told what becomes of jobs: news of one, a `Left` if they can't be kept; and that it is over. */
export interface Keeper {
  readonly hear: (job: Job, news: RunNews) => E.Either<Fault, void>
  readonly over: (job: Job, fault: Fault | undefined) => void
}

/**
 * Carries out jobs by so many runners, each one after the other. The first fault ends all: what is running then is told to stop, and no
 * other job begins. An interrupt does the same.
 */
export const carryOutAll = async (
  jobs: readonly Job[],
  workers: number,
  hire: Hire,
  { hear, over }: Keeper,
  signal: AbortSignal,
): Promise<E.Either<Fault, void>> => {
  const waiting = [...jobs]
  let wrong: E.Either<Fault, void> = E.right(undefined)
  const ended = new AbortController()
  const stop = (): void => ended.abort()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const worker = async (): Promise<void> => {
    const runner = hire(ended.signal)
    for (let job = waiting.shift(); job !== undefined && !ended.signal.aborted; job = waiting.shift()) {
      const of = job
      const brought = await runner.runs(job, (news) => hear(of, news))()
      over(job, E.isLeft(brought) ? brought.left : undefined)
      if (E.isRight(brought)) continue
      if (E.isRight(wrong)) wrong = brought
      stop()
    }
    await runner.dismiss()
  }
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, worker))
  signal.removeEventListener('abort', stop)
  return wrong
}
