import { Worker } from 'node:worker_threads'
import type { Outcome } from './trial.ts'

/** What the thread of a fuzzer is told: which cases to try, one after the other. */
export interface Order {
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** What the thread tells: each stage of a case as it begins, and what the case came to. */
export type Message =
  | { readonly _tag: 'Began'; readonly index: number; readonly stage: string }
  | { readonly _tag: 'Ended'; readonly index: number; readonly outcome: Outcome }

/** Who is told of cases: what they came to, and those that ended the thread. */
export interface Listener {
  readonly ended: (index: number, outcome: Outcome) => void
  readonly died: (index: number, how: string) => void
}

/** Megabytes of the heap of a thread; a case that needs more ends it. */
const heap = 1500

/** How often, in milliseconds, it is looked whether a case hangs. */
const glance = 200

/** Tries cases on a thread until they are done or one ends it; the number of the next case. */
const stretch = (script: URL, order: Order, seconds: number, { ended, died }: Listener): Promise<number> =>
  new Promise((resolve) => {
    const worker = new Worker(script, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heap } })
    let now: { readonly index: number; readonly stage: string; readonly since: number } | undefined
    let over = false
    const end = async (next: number, how?: string): Promise<void> => {
      if (over) return
      over = true
      clearInterval(watch)
      if (how !== undefined) died(next - 1, how)
      await worker.terminate()
      resolve(next)
    }
    const watch = setInterval(() => {
      if (now !== undefined && performance.now() - now.since > 1000 * seconds)
        void end(now.index + 1, `hangs: ${now.stage} takes more than ${seconds} s`)
    }, glance)
    worker.on('message', (message: Message) => {
      if (over) return
      if (message._tag === 'Began') {
        now = { index: message.index, stage: message.stage, since: performance.now() }
        return
      }
      ended(message.index, message.outcome)
      if (message.index + 1 === order.to) void end(order.to)
    })
    let how: string | undefined
    worker.on('error', (error) => {
      how = error instanceof Error ? (error.stack ?? error.message) : String(error)
    })
    // All that it told before it broke has been heard by then.
    worker.on('exit', () => {
      if (how !== undefined) void end((now?.index ?? order.from) + 1, `${now?.stage ?? 'start'}: ${how}`)
    })
    worker.postMessage(order)
  })

/** Tries cases on a thread that is ended when one of them hangs, and then on another from the next case on. */
export const watched = async (script: URL, order: Order, seconds: number, listener: Listener): Promise<void> => {
  for (let next = order.from; next < order.to; )
    next = await stretch(script, { ...order, from: next }, seconds, listener)
}
