import fc from 'fast-check'
import { type Law, law } from './law.ts'

/** A metric to test, as `defineMetric` makes it. */
export interface MetricUnderTest {
  readonly of: (matrix: readonly (readonly number[])[], before: readonly number[]) => number
}

/** Scores in [0, 1] of one to five tasks: before training, and after each those learned so far and the next. */
const runs = fc.integer({ min: 1, max: 5 }).chain((tasks) => {
  const row = (length: number) =>
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: length, maxLength: length })
  return fc.record({
    before: row(tasks),
    matrix: fc.tuple(...Array.from({ length: tasks }, (_, i) => row(Math.min(tasks, i + 2)))),
  })
})

/**
 * The laws of a metric: it gives a finite number for all scores that a run can have, and the same number for the same scores.
 *
 * @example for (const law of laws.metric({ of: (matrix) => Math.min(...matrix.flat()) })) it(law.name, () => law.check({ numRuns: 5 }))
 */
export const metricLaws = ({ of }: MetricUnderTest): readonly Law[] => [
  law('it gives a finite number for all scores that a run can have', runs, async ({ matrix, before }) => {
    const value: unknown = of(structuredClone(matrix), [...before])
    return { holds: typeof value === 'number' && Number.isFinite(value), sides: { 'what it gives': String(value) } }
  }),
  law('it gives the same number for the same scores', runs, async ({ matrix, before }) => {
    const [first, second] = [of(structuredClone(matrix), [...before]), of(structuredClone(matrix), [...before])]
    return { holds: Object.is(first, second), sides: { first: String(first), second: String(second) } }
  }),
]
