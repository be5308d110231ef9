import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  box,
  cos,
  firstOrder,
  gradientStep,
  metaUpdate,
  multiply,
  type Params,
  proximalStep,
  quadratic,
  type Scalar,
  subtract,
  sum,
  zero,
} from '../../../src/dsl/index.ts'
import {
  meaning,
  near,
  nonNegative,
  numbersOf,
  params,
  positive,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'

const loss = (at: Params): Scalar => sum(cos(at))
const given = {
  theta: params(),
  direction: params(),
  rate: scalar(positive),
  rates: params(),
  weight: params(nonNegative),
  centre: params(),
}
const cases = numbersOf(given, smallLayout)
const run = meaning(given, ({ theta, direction, rate, rates, weight, centre }) => {
  const near = quadratic({ strength: 3, weight, centre })
  return {
    byGradient: gradientStep({ loss, rate })(theta),
    still: gradientStep({ loss, rate: 0 })(theta),
    byCoordinate: gradientStep({ loss, rate: rates })(theta),
    turned: gradientStep({ loss, rate, transform: (g: Params) => multiply(-1, firstOrder(g)) })(theta),
    unpenalised: proximalStep({ loss, rate, penalty: zero() })(theta),
    proximal: proximalStep({ loss, rate, penalty: near })(theta),
    held: proximalStep({ loss, rate, penalty: quadratic({ strength: 2 ** 80, weight: 1, centre }) })(theta),
    boxed: proximalStep({ loss, rate, penalty: box({ lower: -1, upper: 2 }) })(theta),
    updated: metaUpdate({ direction, rate })(theta),
    scaled: metaUpdate({ direction, rate: rates })(theta),
    towards: metaUpdate({ direction: subtract(theta, centre), rate: 1 })(theta),
  }
})
const slope = (theta: readonly number[]): readonly number[] => theta.map((x) => -Math.sin(x))
const down = (theta: readonly number[], rate: (i: number) => number, g: readonly number[]): readonly number[] =>
  theta.map((x, i) => x - rate(i) * g[i]!)

describe('gradientStep', () => {
  it('law: is θ − α ⊙ T(∇L(θ)), with a rate for all or one a coordinate; rate 0 is the identity', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const [r, g, rate] = [await run(n), slope(n.theta), n.rate[0]!]
        expect(
          near(
            r.byGradient,
            down(n.theta, () => rate, g),
            4,
            8,
          ),
        ).toBe(true)
        expect(
          near(
            r.byCoordinate,
            down(n.theta, (i) => n.rates[i]!, g),
            4,
            8,
          ),
        ).toBe(true)
        expect(
          near(
            r.turned,
            down(n.theta, () => -rate, g),
            4,
            8,
          ),
        ).toBe(true)
        expect(same(r.still, n.theta)).toBe(true)
      }),
    ))
  it('law: on a quadratic of curvature at most 1/α the loss does not increase', async () => {
    const bowl = { theta: params(), centre: params(), rate: scalar(fc.constantFrom(0.25, 0.5, 1)) }
    const descent = meaning(bowl, ({ theta, centre, rate }) => {
      const f = quadratic({ strength: 1, weight: 1, centre })
      return { before: f.value(theta), after: f.value(gradientStep({ loss: f.value, rate })(theta)) }
    })
    await fc.assert(
      fc.asyncProperty(numbersOf(bowl, smallLayout), async (n) => {
        const { before, after } = await descent(n)
        expect(after[0]!).toBeLessThanOrEqual(before[0]!)
      }),
    )
  })
})

describe('proximalStep', () => {
  it('law: with the zero penalty it is a gradient step, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { unpenalised, byGradient } = await run(n)
        expect(same(unpenalised, byGradient)).toBe(true)
      }),
    ))
  it('law: is prox_{γf}(θ − γ∇L(θ)): (θ̂ + γλw ⊙ c) ⊘ (1 + γλw) for a quadratic, the projection for a box', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { proximal, boxed } = await run(n)
        const moved = down(n.theta, () => n.rate[0]!, slope(n.theta))
        const pulled = moved.map((x, i) => {
          const pull = n.rate[0]! * 3 * n.weight[i]!
          return (x + pull * n.centre[i]!) / (1 + pull)
        })
        expect(near(proximal, pulled, 16, 16)).toBe(true)
        expect(
          near(
            boxed,
            moved.map((x) => Math.min(Math.max(x, -1), 2)),
            16,
            16,
          ),
        ).toBe(true)
      }),
    ))
  it('law: under an infinite quadratic penalty it returns the centre', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        expect(near((await run(n)).held, n.centre, 8)).toBe(true)
      }),
    ))
  it('control: a penalty changes the step', async () => {
    const results = await Promise.all(fc.sample(cases, 20).map((n) => run(n)))
    expect(results.every(({ proximal, byGradient }) => same(proximal, byGradient))).toBe(false)
  })
})

describe('metaUpdate', () => {
  it('law: is θ − α ⊙ g, with one α or one a coordinate; along θ − c at rate 1 it is c', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { updated, scaled, towards } = await run(n)
        // Dyadic numbers this small: products and sums are exact.
        expect(
          same(
            updated,
            down(n.theta, () => n.rate[0]!, n.direction),
          ),
        ).toBe(true)
        expect(
          same(
            scaled,
            down(n.theta, (i) => n.rates[i]!, n.direction),
          ),
        ).toBe(true)
        expect(same(towards, n.centre)).toBe(true)
      }),
    ))
})
