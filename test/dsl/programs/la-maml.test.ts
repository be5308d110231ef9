import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import { add, firstOrder, grad, multiply } from '../../../src/dsl/index.ts'
import { inner, near, plus, slopeOf } from '../../../src/laws/index.ts'
import { batches, exampleOf, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { lossGradient, meanOf } from '../softmax-regression.ts'
import { lossAlong, orders } from './la-maml.ts'

const size = 8
const rates = (theta: readonly number[]): readonly number[] => theta.map((x) => 0.125 + x / 4)

// α is some vector with entries of both signs; θ is the only vector a test can give, so α is made of it and held constant.
const run = learner(({ theta, batch }) => {
  const rate = firstOrder(add(0.125, multiply(0.25, theta)))
  const at = { theta, rate }
  const first = grad(lossAlong(batch, batch, orders.first))(at)
  const second = grad(lossAlong(batch, batch, orders.second))(at)
  return {
    theta1: first.theta,
    rate1: first.rate,
    theta2: second.theta,
    rate2: second.rate,
    height: lossAlong(batch, batch, orders.second)({ theta, rate }),
  }
})

/** METHODS §3.10: ∇_θ = (1/n) Σᵢ ∇L_Q(θᵢ) and ∇_α = −(1/n) Σᵢ 1[α > 0] ⊙ (Σ_{j ≤ i} gⱼ) ⊙ ∇L_Q(θᵢ). */
const byHand = (theta: readonly number[], batch: HostBatch) => {
  const rate = rates(theta)
  let [at, passed]: readonly (readonly number[])[] = [theta, theta.map(() => 0)]
  const slopes: { readonly theta: readonly number[]; readonly rate: readonly number[] }[] = []
  for (let i = 0; i < batch.count; i++) {
    const g = lossGradient(at!, exampleOf(batch, i))
    at = at!.map((x, m) => x - Math.max(rate[m]!, 0) * g[m]!)
    passed = plus(passed!, g)
    const target = lossGradient(at, batch)
    slopes.push({ theta: target, rate: target.map((t, m) => (rate[m]! > 0 ? -passed![m]! * t : 0)) })
  }
  return { theta: meanOf(slopes.map((s) => s.theta)), rate: meanOf(slopes.map((s) => s.rate)) }
}
const cases = [thetas(size), batches(4)] as const

describe('the hypergradient of La-MAML', () => {
  it('law: of first order it is the formula of the original code', () =>
    fc.assert(
      fc.asyncProperty(...cases, async (theta, batch) => {
        const [got, want] = [await run(theta, batch), byHand(theta, batch)]
        expect(near(got.theta1, want.theta, 256, 8) && near(got.rate1, want.rate, 256, 64)).toBe(true)
      }),
    ))
  it('law: of second order it is the slope of the loss along the way', () =>
    fc.assert(
      fc.asyncProperty(...cases, thetas(size), async (theta, batch, v) => {
        // Moving θ moves α too, by a quarter.
        const { slope, error } = await slopeOf(async (t) => (await run(plus(theta, v, t), batch)).height[0]!)
        const { theta2, rate2 } = await run(theta, batch)
        const kink = rates(theta).some((r) => Math.abs(r) < 1e-3)
        if (!kink) expect(Math.abs(inner(theta2, v) + inner(rate2, v) / 4 - slope)).toBeLessThanOrEqual(error)
      }),
      { numRuns: 30 },
    ))
  it('control: the two orders differ', async () => {
    const results = await Promise.all(fc.sample(fc.tuple(...cases), 10).map(([theta, batch]) => run(theta, batch)))
    expect(results.some((r) => !near(r.theta1, r.theta2, 1e6, 1))).toBe(true)
    expect(results.some((r) => !near(r.rate1, r.rate2, 1e6, 1))).toBe(true)
  })
})
