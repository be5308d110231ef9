import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { studentWithin } from '../../../src/sweep/report/student.ts'

/** ln Γ(n / 2) by Γ(x + 1) = x Γ(x). */
const logGammaOfHalf = (n: number): number =>
  n === 1 ? Math.log(Math.PI) / 2 : n === 2 ? 0 : Math.log(n / 2 - 1) + logGammaOfHalf(n - 2)

/** P(|T| ≤ t) by Simpson's rule over the density, in 2000 steps. */
const probability = (t: number, freedom: number): number => {
  const scale = Math.exp(logGammaOfHalf(freedom + 1) - logGammaOfHalf(freedom)) / Math.sqrt(freedom * Math.PI)
  const density = (x: number): number => scale * (1 + (x * x) / freedom) ** (-(freedom + 1) / 2)
  const steps = 2000
  const weight = (i: number): number => (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2)
  const sum = Array.from({ length: steps + 1 }, (_, i) => weight(i) * density((i * t) / steps))
  return (2 * t * sum.reduce((a, b) => a + b, 0)) / (3 * steps)
}

describe('the interval of Student’s t', () => {
  // From the tables of any book of statistics, to their three digits.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [19, 2.093],
    [30, 2.042],
    [120, 1.98],
  ])('of 95 %% with %d degrees of freedom has the published half-width', (freedom, t) => {
    expect(studentWithin(0.95, freedom)).toBeCloseTo(t, 3)
  })

  it('law: the density over it comes to its probability', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 99 }), (freedom, percent) => {
        const p = percent / 100
        // Simpson's error: t⁵ / (90 · 2000⁴) of the fourth derivative, below 10⁻⁸ for t < 100.
        expect(Math.abs(probability(studentWithin(p, freedom), freedom) - p)).toBeLessThan(1e-6)
      }),
      { numRuns: 40 },
    )
  })
})
