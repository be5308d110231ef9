import { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import type { Command, Job, Message } from './job.ts'

/** A plain script: a thread starts without the loader that reads TypeScript. */
const script = new URL('../../../bin/thread.js', import.meta.url)

const died = ({ label, seed }: Job, got: string): Fault =>
  fault({
    where: 'compare',
    rule: 'the thread of a run must come to its end',
    got,
    path: [`${label}, seed ${seed}`],
    hint: 'if memory ran out, ask for fewer at a time with --workers',
  })

/** Carries out one job on a thread; `hear` says what was wrong with a message, if anything. */
const onThread = (
  worker: Worker,
  job: Job,
  hear: (job: Job, message: Message) => E.Either<Fault, void>,
): Promise<E.Either<Fault, void>> =>
  new Promise((resolve) => {
    const end = (how: E.Either<Fault, void>): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      resolve(how)
    }
    const onMessage = (message: Message): void => {
      const heard = message._tag === 'Idle' ? E.right(undefined) : hear(job, message)
      if (message._tag === 'Idle' || E.isLeft(heard)) end(heard)
    }
    const onError = (error: unknown): void =>
      end(E.left(died(job, error instanceof Error ? error.message : String(error))))
    const onExit = (code: number): void => end(E.left(died(job, `exit status ${code}`)))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage({ _tag: 'Run', order: job.order } satisfies Command)
  })

/**
 * Carries out jobs on so many threads, each thread one after the other. The first fault ends all, and so does an interrupt: what is
 * running then is told to stop, and no other job begins.
 */
export const carryOutAll = async (
  jobs: readonly Job[],
  workers: number,
  hear: (job: Job, message: Message) => E.Either<Fault, void>,
  signal: AbortSignal,
): Promise<E.Either<Fault, void>> => {
  const waiting = [...jobs]
  let wrong: E.Either<Fault, void> = E.right(undefined)
  const over = new AbortController()
  const stop = (): void => over.abort()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const thread = async (): Promise<void> => {
    let worker: Worker | undefined
    const halt = (): void => worker?.postMessage({ _tag: 'Stop' } satisfies Command)
    over.signal.addEventListener('abort', halt)
    for (let job = waiting.shift(); job !== undefined && !over.signal.aborted; job = waiting.shift()) {
      worker ??= new Worker(script, { execArgv: [] }).on('error', () => {})
      const ended = await onThread(worker, job, hear)
      if (E.isRight(ended)) continue
      if (E.isRight(wrong)) wrong = ended
      stop()
    }
    over.signal.removeEventListener('abort', halt)
    await worker?.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, thread))
  signal.removeEventListener('abort', stop)
  return wrong
}
