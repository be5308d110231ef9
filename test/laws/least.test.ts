import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastOn } from '../../src/laws/index.ts'
import { dyadic, positiveDyadic } from '../arbitraries/index.ts'

const narrow = 2 * 8 * 0.6181 ** 43

describe('leastOn', () => {
  it('law: finds the minimum of a parabola, to the root of a rounding', () =>
    fc.assert(
      fc.asyncProperty(dyadic(7), positiveDyadic(4), dyadic(8), async (centre, curvature, height) => {
        const least = await leastOn((t) => curvature * (t - centre) ** 2 + height, -8, 8)
        const hidden = Math.sqrt((8 * Number.EPSILON * (1 + Math.abs(height))) / curvature)
        expect(Math.abs(least - centre)).toBeLessThanOrEqual(hidden + narrow)
      }),
    ))
  it('law: finds a kink, and the end of the bracket where the function goes on falling', () =>
    fc.assert(
      fc.asyncProperty(dyadic(7), async (kink) => {
        expect(Math.abs((await leastOn((t) => Math.abs(t - kink), -8, 8)) - kink)).toBeLessThanOrEqual(narrow)
        expect(Math.abs((await leastOn((t) => -t, -8, 8)) - 8)).toBeLessThanOrEqual(narrow)
      }),
    ))
  it('law: finds the minimum on a domain around 0, however narrow', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        dyadic(7),
        async (a, b, centre) => {
          const [low, high] = [-7 * 2 ** -a, 7 * 2 ** -b]
          const f = (t: number): number => (t < low || t > high ? Number.POSITIVE_INFINITY : (t - centre) ** 2)
          const want = Math.min(Math.max(centre, low), high)
          expect(Math.abs((await leastOn(f, -8, 8)) - want)).toBeLessThanOrEqual(
            Math.sqrt(64 * Number.EPSILON) + 2 * narrow,
          )
        },
      ),
    ))
  it('control: a few steps are not enough', async () => {
    expect(Math.abs((await leastOn((t) => (t - 1) ** 2, -8, 8, 5)) - 1)).toBeGreaterThan(narrow)
  })
})
