import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near } from '../../src/laws/index.ts'
import { emcl } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { played, thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(3), vectors(2))
/** One inner step, h ≡ 1, α constant. */
const plain = {
  innerSteps: 1,
  gamma: 0.125,
  lambda: 2,
  importance: 'uniform',
  rateRule: 'constant',
  rate: 0.5,
  cap: 100,
  normalise: 'mean',
  inner: 'proximal',
  order: 'batch',
  memory: 0,
  glances: 1,
}

describe('emcl', () => {
  it('law: with one inner step, h ≡ 1 and constant α it is descent with rate α λγ / (1 + λγ)', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const got = await thetaAfter(emcl, [['batch', batch]], { theta, set: plain })
        expect(near(got, moved(theta, slopeAt(batch, theta), (0.5 * 0.25) / 1.25), 2 ** 8, 8)).toBe(true)
      }),
    ))
  it('law: the explicit inner step is descent with rate α λγ', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const got = await thetaAfter(emcl, [['batch', batch]], { theta, set: { ...plain, inner: 'gradient' } })
        expect(near(got, moved(theta, slopeAt(batch, theta), 0.5 * 0.25), 2 ** 8, 8)).toBe(true)
      }),
    ))
  it('by hand: importance |g ⊙ θ₀| over its mean, a moving average held above the floor, and α = r α₀ / h below the cap', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const set = { ...plain, importance: 'taylor', rateRule: 'relative', decay: 0.75, r: 0.5, floor: 0.25, cap: 0.5 }
        const { slots } = (await played(emcl, [['batch', batch]], { theta, set })).at(-1)!
        const direction = slopeAt(batch, theta).map((g) => (0.25 / 1.25) * g)
        const impact = direction.map((g, i) => Math.abs(g * theta[i]!))
        const mean = impact.reduce((a, b) => a + b, 0) / 2
        const h = impact.map((x) => Math.max(0.75 + (0.25 * x) / (mean === 0 ? 1 : mean), 0.25))
        const alpha = h.map((x) => Math.min((0.5 * 0.5) / x, 0.5))
        expect(near(slots.importance!, h, 2 ** 10)).toBe(true)
        expect(near(slots.rate!, alpha, 2 ** 10)).toBe(true)
        expect(
          near(
            slots.theta!,
            theta.map((t, i) => t - alpha[i]! * direction[i]!),
            2 ** 10,
            8,
          ),
        ).toBe(true)
      }),
    ))
  it('law: a relative rate is linear in α₀ and in r, at any decay and scale of importance', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(0.25, 0.5, 2, 4), async ([batch, theta], scale) => {
        const set = { ...plain, importance: 'taylor', rateRule: 'relative', decay: 0.5, r: 0.25, floor: 0.5, cap: 1e9 }
        const rateAt = async (over: object) =>
          (await played(emcl, [['batch', batch]], { theta, set: { ...set, ...over } })).at(-1)!.slots.rate!
        const base = await rateAt({ rate: 0.5 })
        const scaled = base.map((alpha) => scale * alpha)
        // A power of two scales without rounding.
        expect(await rateAt({ rate: 0.5 * scale })).toEqual(scaled)
        expect(await rateAt({ rate: 0.5, r: 0.25 * scale })).toEqual(scaled)
      }),
      { numRuns: 20 },
    ))
  it('is an algorithm box: its file is at most 60 lines', () => {
    const file = readFileSync(new URL('../../src/methods/emcl.ts', import.meta.url), 'utf8')
    expect(file.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  })
  it('control: with two inner steps it is no step along the gradient', async () => {
    const [found] = fc.sample(
      cases.filter(([batch, theta]) => {
        const [a, b] = slopeAt(batch, theta)
        const [c, d] = slopeAt(batch, moved(theta, [a!, b!], 0.125))
        return Math.abs(a! * d! - b! * c!) > 0.5
      }),
      1,
    )
    const [batch, theta] = found!
    const got = await thetaAfter(emcl, [['batch', batch]], { theta, set: { ...plain, innerSteps: 2 } })
    const [g, step] = [slopeAt(batch, theta), theta.map((t, i) => t - got[i]!)]
    expect(Math.abs(g[0]! * step[1]! - g[1]! * step[0]!)).toBeGreaterThan(1e-3)
  })
})
