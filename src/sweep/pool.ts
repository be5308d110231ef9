import type { Hire, Runner } from './crew.ts'

/** Runners that are hired again and again: one that is dismissed waits for the next who hires. */
export interface Pool {
  readonly hire: Hire
  /** Lets all go. */
  readonly dismiss: () => Promise<void>
}

/**
 * A pool of runners, for jobs that come in rounds: starting one takes seconds. Whoever hires may have its signal stop it: that stops all of
 * the pool, for the first fault ends everything.
 */
export const poolOf = (hire: Hire): Pool => {
  const idle: Runner[] = []
  const ended = new AbortController()
  return {
    hire: (signal) => {
      if (signal.aborted) ended.abort()
      signal.addEventListener('abort', () => ended.abort(), { once: true, signal: ended.signal })
      const runner = idle.pop() ?? hire(ended.signal)
      return {
        runs: runner.runs,
        dismiss: async () => {
          idle.push(runner)
        },
      }
    },
    dismiss: async () => {
      await Promise.all(idle.splice(0).map((runner) => runner.dismiss()))
    },
  }
}
