import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestOf, minus, near, same } from '../../src/laws/index.ts'
import { cMaml, laMaml, syncLaMaml } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { firstOrderOf, type Inner, orders, secondOrderOf } from './meta.ts'
import { played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(3), vectors(2))
/** No memory, one glance, no clipping: what is left is the meta-gradient. */
const bare = { memory: 0, glances: 1, clip: 1e9, rate: 0.125, rateOfRates: 0.0625 }

/** The meta-gradients that a La-MAML step took: of α from its change, of θ from its change and the new α. */
const taken = async (batch: Parameters<typeof slopeAt>[0], theta: readonly number[], set: object) => {
  const { slots } = (await played(laMaml, [['batch', batch]], { theta, set: { ...bare, ...set } })).at(-1)!
  const rate = slots.rate!.map((a) => (0.125 - a) / 0.0625)
  return { theta, slots, rate }
}

/** A vector, scaled to the norm `bound` where it is longer. */
const shortened = (v: readonly number[], bound = Number.POSITIVE_INFINITY): readonly number[] => {
  const length = Math.hypot(...v)
  return length > bound ? v.map((x) => (x * bound) / length) : v
}

describe('laMaml', () => {
  const agreement =
    (form: typeof firstOrderOf, order: 'first' | 'second', bound: number, inner: Inner = {}) =>
    ([batch, theta]: readonly [Parameters<typeof slopeAt>[0], readonly number[]]) =>
      taken(batch, theta, {
        order,
        innerBatch: inner.size ?? 1,
        ...(inner.clip === undefined ? {} : { clip: inner.clip, innerGradient: 'clipped' }),
      }).then(({ slots, rate }) => {
        // The batch is shuffled: one of its orders was taken.
        const fits = orders([0, 1, 2]).some((o) => {
          const want = form(batch, o, batch, theta, [0.125, 0.125], inner)
          const short = { theta: shortened(want.theta, inner.clip), rate: shortened(want.rate, inner.clip) }
          const next = short.rate.map((r) => 0.125 - 0.0625 * r)
          const stepped = theta.map((t, i) => t - Math.max(next[i]!, 0) * short.theta[i]!)
          const scale = 1 + largestOf(want.rate, want.theta)
          return (
            largestOf(minus(rate, short.rate)) <= bound * scale ** 2 &&
            largestOf(minus(slots.theta!, stepped)) <= bound * scale ** 2
          )
        })
        return fits
      })
  it('law: its first-order hypergradient is −(1/n) Σᵢ (Σ_{j≤i} gⱼ) ⊙ ∇L_Q(θᵢ), and θ steps by the rates just learned', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect(await agreement(firstOrderOf, 'first', 1e-10)(one)).toBe(true)
      }),
    ))
  it('law: its second-order hypergradient is the central difference of the loss looked ahead to', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect(await agreement(secondOrderOf, 'second', 1e-6)(one)).toBe(true)
      }),
    ))
  it('control: first order is not second order', async () => {
    const batch = points([[1], [2], [-1]], [[4], [0], [1]])
    expect(await agreement(secondOrderOf, 'first', 1e-6)([batch, [1, 1]])).toBe(false)
    expect(await agreement(firstOrderOf, 'second', 1e-6)([batch, [1, 1]])).toBe(false)
  })
  it('law: inner steps see parts of two, of which the last may be smaller, in both orders', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect(await agreement(firstOrderOf, 'first', 1e-10, { size: 2 })(one)).toBe(true)
        expect(await agreement(secondOrderOf, 'second', 1e-6, { size: 2 })(one)).toBe(true)
      }),
    ))
  it('law: cut inner gradients are the gradients, each coordinate within the bound', () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect(await agreement(firstOrderOf, 'first', 1e-10, { clip: 0.5 })(one)).toBe(true)
      }),
    ))
  it('control: parts of two are not single samples, and cut gradients are not gradients', async () => {
    const one = [points([[1], [2], [-1]], [[4], [0], [1]]), [1, 1]] as const
    const asSingle: typeof firstOrderOf = (batch, o, on, theta, rate) => firstOrderOf(batch, o, on, theta, rate)
    expect(await agreement(asSingle, 'first', 1e-10, { size: 2 })(one)).toBe(false)
    expect(await agreement(asSingle, 'first', 1e-10, { clip: 0.5 })(one)).toBe(false)
  })
  it('law: the sum along the way is n times the mean', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const [mean, sum] = await Promise.all(
          ['mean', 'sum'].map(async (along) => (await taken(batch, theta, { along })).rate),
        )
        expect(
          near(
            sum!,
            mean!.map((x) => 3 * x),
            2 ** 12,
            64,
          ),
        ).toBe(true)
      }),
    ))
  it('law: a rate at or below 0 freezes its parameter', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const set = { ...bare, rateOfRates: 4 }
        const { slots } = (await played(laMaml, [['batch', batch]], { theta, set })).at(-1)!
        expect(slots.rate!.every((a, i) => a > 0 || slots.theta![i] === theta[i])).toBe(true)
      }),
    ))
  it('law: with the batch alone and a rate of 0 or almost, J is the loss: C-MAML is finetuning', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const set = { memory: 0, glances: 1, clip: 1e9, rate: 1e-30, outer: 0.25 }
        const got = await thetaAfter(cMaml, [['batch', batch]], { theta, set })
        expect(near(got, moved(theta, slopeAt(batch, theta), 0.25), 64, 8)).toBe(true)
      }),
    ))
  it('law: replay of k draws from one remembered example weighs k in the loss looked ahead to', () =>
    fc.assert(
      fc.asyncProperty(regressions(1), regressions(1), vectors(2), async (old, now, theta) => {
        const first = await played(cMaml, [['batch', old]], { theta, set: { glances: 1 } })
        const set = { glances: 1, clip: 1e9, rate: 1e-30, outer: 0.25, replay: 3 }
        const memories = { memory: first.at(-1)!.memories.memory! }
        const got = await thetaAfter(cMaml, [['batch', now]], { theta, set, memories })
        const mixed = slopeAt(now, theta).map((g, i) => (g + 3 * slopeAt(old, theta)[i]!) / 4)
        expect(near(got, moved(theta, mixed, 0.25), 64, 8)).toBe(true)
      }),
    ))
  it('law: a glance moves θ by at most β c', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const set = { glances: 1, clip: 0.5, outer: 0.25 }
        for (const method of [cMaml, syncLaMaml]) {
          const got = await thetaAfter(method, [['batch', batch]], { theta, set })
          expect(Math.hypot(...minus(got, theta))).toBeLessThanOrEqual(0.5 * 0.25 * (1 + 1e-12))
        }
      }),
    ))
})

describe('syncLaMaml', () => {
  it('law: its rates move as those of laMaml, its parameters as those of C-MAML', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        // One sample, so that there is one order.
        const one = {
          ...batch,
          count: 1,
          inputs: batch.inputs.slice(0, 1),
          targets: batch.targets.slice(0, 1),
          weights: batch.weights.slice(0, 1),
        }
        const slotsOf = async (method: typeof laMaml, set: object) =>
          (
            await played(method, [['batch', one]], {
              theta,
              set: { memory: 0, glances: 1, clip: 1, rate: 0.125, ...set },
            })
          ).at(-1)!.slots
        const sync = await slotsOf(syncLaMaml, { rateOfRates: 0.5, outer: 0.25 })
        expect(same(sync.rate!, (await slotsOf(laMaml, { rateOfRates: 0.5 })).rate!)).toBe(true)
        expect(same(sync.theta!, (await slotsOf(cMaml, { outer: 0.25 })).theta!)).toBe(true)
      }),
    ))
})
