import * as E from 'fp-ts/lib/Either.js'
import type { Fault } from '../../fault.ts'
import type { RunNews } from '../errands/run.ts'
import type { Hand } from '../worker/hand.ts'
import type { Job } from './job.ts'

/** Told what becomes of jobs: news of one, a `Left` if they can't be kept; and that it is over. */
export interface Keeper {
  readonly hear: (job: Job, news: RunNews) => E.Either<Fault, void>
  readonly over: (job: Job, fault: Fault | undefined) => void
}

/**
 * Carries out jobs by so many hands, each one after the other. The first fault ends all: what is running then is told to stop, and no
 * other job begins. An interrupt does the same.
 *
 * @param hire gives a hand that stops at a signal
 */
export const carryOutAll = async (
  jobs: readonly Job[],
  workers: number,
  hire: (signal: AbortSignal) => Hand,
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
    const hand = hire(ended.signal)
    for (let job = waiting.shift(); job !== undefined && !ended.signal.aborted; job = waiting.shift()) {
      const of = job
      const brought = await hand.does('run', job.order, `${job.label}, seed ${job.seed}`, (news) => hear(of, news))()
      over(job, E.isLeft(brought) ? brought.left : undefined)
      if (E.isRight(brought)) continue
      if (E.isRight(wrong)) wrong = brought
      stop()
    }
    await hand.dismiss()
  }
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, worker))
  signal.removeEventListener('abort', stop)
  return wrong
}
