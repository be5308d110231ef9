import fc from 'fast-check'

/** How hard to try, and which run to repeat. */
export interface Effort {
  readonly numRuns?: number
  readonly seed?: number
  readonly path?: string
}

/** A sentence of mathematics that holds for every case, and its test on random cases. */
export interface Law {
  readonly name: string
  /** Rejects with the smallest case found where the sentence is false. */
  readonly check: (effort?: Effort) => Promise<void>
}

export const law = <A>(name: string, cases: fc.Arbitrary<A>, holds: (one: A) => Promise<boolean>): Law => ({
  name,
  check: (effort = {}) => fc.assert(fc.asyncProperty(cases, holds), effort),
})
