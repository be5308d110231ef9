import type { RunNews } from './news.ts'

/** Tells news of runs that go on together. */
export interface InOrder {
  readonly tell: (news: RunNews) => void
  /** No more is to come of a run. */
  readonly over: (run: number) => void
}

/**
 * Tells news of runs that go on together as if they went on one after the other: what is to be told of a later one waits until those
 * before it are over. How far they are is told at once.
 *
 * @param runs their numbers, in order
 * @law what is told but for ticks is, run by run in their order, what there was to tell
 */
export const inOrder = (runs: readonly number[], tell: (news: RunNews) => void): InOrder => {
  const waiting = new Map<number, RunNews[]>(runs.map((run) => [run, []]))
  const going = new Set(runs)
  return {
    tell: (news) => {
      const [current] = waiting.keys()
      if (news._tag === 'Ready' || news._tag === 'Ticks' || news.run === current) tell(news)
      else waiting.get(news.run)?.push(news)
    },
    over: (run) => {
      going.delete(run)
      for (const [number] of [...waiting]) {
        if (going.has(number)) return
        waiting.delete(number)
        const [next] = waiting
        next?.[1].splice(0).forEach(tell)
      }
    },
  }
}
