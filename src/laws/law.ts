import fc from 'fast-check'

/** How hard to try, and which run to repeat. */
export interface Effort {
  readonly numRuns?: number
  readonly seed?: number
  readonly path?: string
}

/** Both sides of a sentence in one case, as numbers or words, each by what it is. */
export type Sides = Readonly<Record<string, number | string | readonly number[]>>

/** Whether the sentence holds in one case, and what stood on its sides. */
export interface Judged {
  readonly holds: boolean
  readonly sides: Sides
}

/** What trying many cases came to. */
export interface Verdict {
  readonly cases: number
  /** What repeats the run. */
  readonly seed: number
  /** The smallest case found where the sentence is false. */
  readonly against?: {
    readonly example: unknown
    readonly sides?: Sides
    /** What was thrown in place of a judgement. */
    readonly thrown?: string
  }
}

/** A sentence of mathematics that holds for every case, and its test on random cases. */
export interface Law {
  readonly name: string
  /** Rejects with the smallest case found where the sentence is false. */
  readonly check: (effort?: Effort) => Promise<void>
  /** The same as a value. */
  readonly judge: (effort?: Effort) => Promise<Verdict>
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const law = <A>(name: string, cases: fc.Arbitrary<A>, holds: (one: A) => Promise<boolean | Judged>): Law => {
  const property = fc.asyncProperty(cases, async (one) => {
    const judged = await holds(one)
    return typeof judged === 'boolean' ? judged : judged.holds
  })
  const against = async (example: A): Promise<NonNullable<Verdict['against']>> => {
    try {
      const judged = await holds(example)
      return typeof judged === 'boolean' ? { example } : { example, sides: judged.sides }
    } catch (error) {
      return { example, thrown: reason(error) }
    }
  }
  return {
    name,
    check: (effort = {}) => fc.assert(property, effort),
    judge: async (effort = {}) => {
      const { counterexample, numRuns, seed } = await fc.check(property, effort)
      return counterexample === null
        ? { cases: numRuns, seed }
        : { cases: numRuns, seed, against: await against(counterexample[0]) }
    },
  }
}
