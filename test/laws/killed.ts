import type { Law } from '../../src/laws/index.ts'

/** Which laws turn something down: those that find a case against it. */
export const objections = async (laws: readonly Law[]): Promise<readonly string[]> => {
  const verdicts = await Promise.allSettled(laws.map((law) => law.check({ numRuns: 200 })))
  return laws.flatMap(({ name }, i) => (verdicts[i]!.status === 'rejected' ? [name] : []))
}
