import { dirname } from 'node:path'
import { expected } from './related.ts'
import type { Verdict } from './trial.ts'

/** Which files of tests are likely to notice a fault, and how long each takes, as learned from verdicts. */
export interface Order {
  /** The tests by chance to notice per second, the best first. */
  readonly of: (source: string, tests: readonly string[]) => readonly string[]
  readonly learn: (source: string, ran: Verdict['ran'], killer: string | undefined) => void
}

/** What reading the modules anew costs each file at least, in seconds. */
const least = 0.3

/**
 * To run things that succeed with chance p and take t seconds until one does, the largest p / t first takes the least
 * time on average.
 *
 * @param names whether a test names what is in a source
 */
export const order = (names: (source: string, test: string) => boolean): Order => {
  const seconds = new Map<string, number>()
  const tries = new Map<string, { readonly ran: number; readonly noticed: number }>()
  const keyOf = (source: string, test: string): string => `${dirname(source)} ${test}`
  const chance = (source: string, test: string): number => {
    const { ran, noticed } = tries.get(keyOf(source, test)) ?? { ran: 0, noticed: 0 }
    // The guess counts as much as three trials.
    return (3 * expected(source, test, names(source, test)) + noticed) / (3 + ran)
  }
  return {
    of: (source, tests) => {
      const worth = new Map(tests.map((test) => [test, chance(source, test) / (least + (seconds.get(test) ?? 1))]))
      return [...tests].sort((a, b) => worth.get(b)! - worth.get(a)!)
    },
    learn: (source, ran, killer) => {
      for (const { file, seconds: taken } of ran) {
        seconds.set(file, taken)
        const known = tries.get(keyOf(source, file)) ?? { ran: 0, noticed: 0 }
        tries.set(keyOf(source, file), { ran: known.ran + 1, noticed: known.noticed + (file === killer ? 1 : 0) })
      }
    },
  }
}
