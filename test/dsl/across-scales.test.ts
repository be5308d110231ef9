import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adamStep,
  dot,
  elasticNet,
  grad,
  like,
  literal,
  momentumStep,
  multiply,
  type Params,
  quadratic,
  type Scalar,
} from '../../src/dsl/index.ts'
import { numbersOf, params, same, scalar, smallLayout, type TermsOf } from '../../src/laws/index.ts'
import { close, inFloat32, mantissa, positiveMantissa, scaled } from './across-floats.ts'

const runs = { numRuns: 40 }
/** Powers of two for gradients: their own range, whatever that of their squares is. */
const power = fc.oneof(
  fc.integer({ min: -110, max: 110 }),
  fc.constantFrom(-110, -75, -63, -60, -59, -58, 57, 58, 59, 63, 64, 110),
)

const gradients = {
  first: params(mantissa),
  second: params(mantissa),
  third: params(mantissa),
  epsilon: scalar(positiveMantissa),
  root: scalar(positiveMantissa),
}

/** The steps of Adam with these gradients, each from θ = 0, so that nothing is lost to the rounding of θ. */
const adam = ({ first, second, third, epsilon, root }: TermsOf<typeof gradients>) => {
  const zero = like(first, 0)
  const step = (kept: { readonly m: Params; readonly v: Params; readonly count: Scalar }, g: Params) =>
    adamStep({ loss: (p: Params) => dot(g, p), rate: 1, epsilon, epsilonRoot: root })({ ...kept, theta: zero })
  const one = step({ m: zero, v: zero, count: literal(0) }, first)
  const two = step(one, second)
  return { one: one.theta, two: two.theta, three: step(two, third).theta }
}

const strong = { at: params(mantissa), centre: params(mantissa), rate: scalar(positiveMantissa) }

describe.each(['cpu', 'wasm'] as const)('over all of float32, on %s', (backend) => {
  const means = inFloat32(backend)
  const cases = numbersOf(gradients, smallLayout)
  it('law: Adam with g and ε times 2ᵏ makes the same first step, to the bit, and where squares can be held all of them', () => {
    const run = means(gradients, adam)
    return fc.assert(
      fc.asyncProperty(cases, power, async (n, k) => {
        const at = (by: number) => ({
          first: scaled(n.first, by),
          second: scaled(n.second, by),
          third: scaled(n.third, by),
          epsilon: scaled(n.epsilon, Math.max(by - 20, -126)),
          root: [0],
        })
        const [here, there] = [await run(at(0)), await run(at(k))]
        if (Math.abs(k) <= 40) expect(there).toEqual(here)
        // Beside the range |m̂| is taken for √v̂: equal, but for how far 1 − β and 1 − βᵗ are known.
        expect(close(there.one, here.one, 4096)).toBe(true)
      }),
      runs,
    )
  })
  it('law: its first step is −α g / (|g| + ε), coordinates as far apart as they may be', () => {
    const run = means(gradients, adam)
    return fc.assert(
      fc.asyncProperty(cases, fc.array(power, { minLength: 6, maxLength: 6 }), power, async (n, powers, k) => {
        const first = n.first.map((x, i) => x * 2 ** powers[i]!)
        const epsilon = n.epsilon.map((x) => x * 2 ** k)
        const { one } = await run({ ...n, first, epsilon, root: [0] })
        const want = first.map((g) => -g / (Math.abs(g) + epsilon[0]!))
        // 1 − β₂ and 1 − β₂ᵗ by way of exp and log in float32: each of about 1 is known to some ε, 1 − 0.999 to a thousand of them.
        one.forEach((x, i) => {
          expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(4096 * 2 ** -24 * Math.abs(want[i]!) + 2 ** -126)
        })
      }),
      runs,
    )
  })
  it('law: after a gradient whose square is ∞ steps are finite, no longer than 1 / (1 − β₁), and go on', async () => {
    const run = means(gradients, adam)
    for (const n of fc.sample(cases, 10)) {
      const all = {
        ...n,
        first: scaled(n.first, 100),
        second: scaled(n.second, 100),
        third: scaled(n.third, 100),
        root: [0],
      }
      for (const step of Object.values(await run(all)))
        for (const x of step) {
          expect(Math.abs(x)).toBeGreaterThan(0)
          expect(Math.abs(x)).toBeLessThanOrEqual(10)
        }
    }
  })
  it('law: the derivative of a step of Adam by its gradient is finite, at every scale and at 0', async () => {
    const run = means(gradients, ({ first, second, epsilon }) => {
      const zero = like(first, 0)
      const after = (g: Params): Params =>
        adamStep({ loss: (p: Params) => dot(g, p), rate: 1, epsilon })({
          theta: zero,
          m: zero,
          v: zero,
          count: literal(0),
        }).theta
      return { slope: grad((g: Params): Scalar => dot(after(g), second))(first) }
    })
    for (const n of fc.sample(cases, 10))
      for (const k of [-60, -30, 0, 30, 60]) {
        const { slope } = await run({ ...n, first: scaled(n.first, k).map((x, i) => (i === 0 ? 0 : x)) })
        expect(slope.every(Number.isFinite)).toBe(true)
      }
  })
  it('law: the steps of momentum are of degree 1 in the gradients, to the bit', () => {
    const run = means(gradients, ({ first, second }) => {
      const zero = like(first, 0)
      const step = (m: Params, g: Params) =>
        momentumStep({ loss: (p: Params) => dot(g, p), rate: 0.125 })({ theta: zero, m })
      return step(step(zero, first).m, second)
    })
    return fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: -90, max: 110 }), async (n, k) => {
        const there = await run({ ...n, first: scaled(n.first, k), second: scaled(n.second, k) })
        const here = await run(n)
        expect(there.m).toEqual(scaled(here.m, k))
        expect(there.theta).toEqual(scaled(here.theta, k))
      }),
      runs,
    )
  })
  it('law: under a pull that float32 cannot hold a quadratic is prox c, an elastic net 0', () => {
    const run = means(strong, ({ at, centre, rate }) => ({
      near: quadratic({ strength: 2 ** 120, weight: like(at, 2 ** 120), centre }).prox(rate)(at),
      // A weight of 0 is no pull at all, also under a strength that is beyond all others.
      free: quadratic({ strength: 2 ** 127, weight: like(at, 0), centre }).prox(multiply(2 ** 120, rate))(at),
      net: elasticNet({ strength: 2 ** 120, curvature: 2 ** 120 }).prox(multiply(2 ** 100, rate))(at),
    }))
    return fc.assert(
      fc.asyncProperty(numbersOf(strong, smallLayout), fc.boolean(), async (n, zero) => {
        const centre = zero ? n.centre.map(() => 0) : n.centre
        const { near, free, net } = await run({ ...n, centre })
        near.forEach((x, i) => {
          expect(Math.abs(x - centre[i]!)).toBeLessThanOrEqual(2 ** -96)
        })
        expect(same(free, n.at)).toBe(true)
        expect(net.every((x) => x === 0)).toBe(true)
      }),
      runs,
    )
  })
})
