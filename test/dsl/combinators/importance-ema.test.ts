import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importanceEMA, innerLoop, type Params } from '../../../src/dsl/index.ts'
import {
  fraction,
  meaning,
  near,
  nonNegative,
  numbersOf,
  params,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'

const given = { average: params(nonNegative), importance: params(nonNegative), decay: scalar(fraction) }
const cases = numbersOf(given, smallLayout)
const run = meaning(given, ({ average, importance, decay }) => {
  const by = (rate: Parameters<typeof importanceEMA>[0]['decay']) => importanceEMA({ decay: rate })
  return {
    still: by(1)(average, importance),
    renewed: by(0)(average, importance),
    moved: by(decay)(average, importance),
    long: innerLoop(5, (so: Params) => by(decay)(so, importance))(average),
  }
})

describe('importanceEMA', () => {
  it('law: decay 1 never moves, decay 0 is Ω', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { still, renewed } = await run(n)
        expect(same(still, n.average) && same(renewed, n.importance)).toBe(true)
      }),
    ))
  it('law: is ρh + (1 − ρ)Ω, and after k of them ρᵏh + (1 − ρᵏ)Ω', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { moved, long } = await run(n)
        const power = (k: number) =>
          n.average.map((h, i) => n.decay[0]! ** k * (h - n.importance[i]!) + n.importance[i]!)
        expect(near(moved, power(1), 4, 8) && near(long, power(5), 24, 8)).toBe(true)
      }),
    ))
  it('law: h stays between the smallest and the largest Ω seen', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { moved } = await run(n)
        moved.forEach((h, i) => {
          const [a, b] = [n.average[i]!, n.importance[i]!]
          // Two products and a sum of dyadic numbers this small are exact.
          expect(h).toBeGreaterThanOrEqual(Math.min(a, b))
          expect(h).toBeLessThanOrEqual(Math.max(a, b))
        })
      }),
    ))
  it('control: ρ and 1 − ρ do not change places', async () => {
    const points = fc.sample(cases, 20)
    const moved = await Promise.all(points.map(async (n) => (await run(n)).moved))
    const swapped = points.map((n) => n.average.map((h, i) => n.decay[0]! * n.importance[i]! + (1 - n.decay[0]!) * h))
    expect(moved.every((m, i) => near(m, swapped[i]!, 4, 8))).toBe(false)
  })
})
