import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, type Params } from '../../src/dsl/index.ts'
import { onVectors } from '../../src/interpreters/runtime/index.ts'
import { near } from '../../src/laws/index.ts'
import { vcl } from '../../src/methods/index.ts'
import { divergence } from '../../src/methods/vcl.ts'
import { told } from '../interpreters/runtime/told.ts'
import { heightAt, slopeAt } from './least-squares.ts'
import { type Happening, played, right } from './played.ts'
import { regressions, vectors } from './points.ts'

type Vector = readonly number[]

const fields = fc.record({ m: vectors(3), r: vectors(3), m0: vectors(3), r0: vectors(3) })
type Fields = { readonly m: Params; readonly r: Params; readonly m0: Params; readonly r0: Params }
const apart = ({ m, r, m0, r0 }: Fields) => divergence({ mean: m, spread: r }, { mean: m0, spread: r0 })

describe('the divergence of mean fields', () => {
  it('law: its derivatives are (m − m₀) / exp ρ₀ by the means and ½ (exp(ρ − ρ₀) − 1) by the spreads', () =>
    fc.assert(
      fc.asyncProperty(fields, async (at) => {
        const byMean = right(await onVectors(at, (all) => grad((m: Params) => apart({ ...all, m }))(all.m))())
        const bySpread = right(await onVectors(at, (all) => grad((r: Params) => apart({ ...all, r }))(all.r))())
        const want = at.m.map((m, i) => (m - at.m0[i]!) / Math.exp(at.r0[i]!))
        expect(near(byMean, want, 2 ** 6, 32)).toBe(true)
        const spread = at.r.map((r, i) => (Math.exp(r - at.r0[i]!) - 1) / 2)
        expect(near(bySpread, spread, 2 ** 6, 64)).toBe(true)
      }),
      { numRuns: 50 },
    ))
  it('law: it is 0 of one from itself and ≥ 0 of others, and of one coordinate it is the integral of q log (q / p)', async () => {
    await fc.assert(
      fc.asyncProperty(fields, async ({ m, r, m0, r0 }) => {
        const value = right(await onVectors({ m, r, m0, r0 }, apart)())[0]!
        const itself = right(await onVectors({ m, r, m0: m, r0: r }, apart)())[0]!
        expect(Math.abs(itself)).toBeLessThan(1e-12)
        expect(value).toBeGreaterThan(-1e-12)
        // By the trapezoidal rule, far beyond the tails.
        const density = (x: number, mean: number, spread: number) =>
          Math.exp(-((x - mean) ** 2) / (2 * Math.exp(spread))) / Math.sqrt(2 * Math.PI * Math.exp(spread))
        const logarithm = (x: number, mean: number, spread: number) =>
          -((x - mean) ** 2) / (2 * Math.exp(spread)) - Math.log(2 * Math.PI * Math.exp(spread)) / 2
        const sums = m.map((mean, i) => {
          const deviation = Math.exp(r[i]! / 2)
          const step = deviation / 50
          return Array.from({ length: 1001 }, (_, n) => mean + (n - 500) * step).reduce(
            (so, x) => so + step * density(x, mean, r[i]!) * (logarithm(x, mean, r[i]!) - logarithm(x, m0[i]!, r0[i]!)),
            0,
          )
        })
        const whole = sums.reduce((a, b) => a + b, 0)
        expect(Math.abs(value - whole)).toBeLessThan(1e-6 * (1 + value))
      }),
      { numRuns: 20 },
    )
  })
})

/** Adam as its paper has it. */
const adam = () => {
  let [m, v, t] = [[0, 0] as Vector, [0, 0] as Vector, 0]
  return (theta: Vector, g: Vector, rate: number): Vector => {
    t += 1
    m = m.map((one, i) => 0.9 * one + 0.1 * g[i]!)
    v = v.map((one, i) => 0.999 * one + 0.001 * g[i]! ** 2)
    return theta.map((x, i) => x - (rate * m[i]!) / (1 - 0.9 ** t) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-8))
  }
}

describe('vcl', () => {
  const cases = fc.tuple(regressions(3), regressions(3, 1, 1), vectors(2))
  // Adam takes steps of its rate along what a gradient's sign is: where that is rounding, so are they.
  const steady = cases.filter(([first, second, theta]) =>
    [first, second].every((batch) => slopeAt(batch, theta).every((g) => Math.abs(g) > 2 ** -4)),
  )
  it('law: with noise off its means take MAP steps: Adam on L(θ) + ½ (1/N) Σ (θ − θ*)² / exp ρ*', () =>
    fc.assert(
      fc.asyncProperty(steady, async ([first, second, theta]) => {
        const [rate, examples] = [2 ** -8, 4]
        const set = { rate, examples, noise: 'none', deviation: 0.5 }
        const course: readonly Happening[] = [
          ['batch', first],
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ]
        const states = await played(vcl, course, { theta, set })
        const step = adam()
        const prior = { mean: [0, 0] as Vector, spread: [0, 0] as Vector }
        let at: Vector = theta
        for (const [i, [kind, batch]] of course.entries()) {
          const { slots } = states[i + 1]!
          if (kind === 'end') Object.assign(prior, { mean: slots.theta!, spread: slots.spread! })
          else {
            const g = slopeAt(batch, at).map(
              (gi, m) => gi + (at[m]! - prior.mean[m]!) / Math.exp(prior.spread[m]!) / examples,
            )
            at = step(at, g, rate)
          }
          expect(near(slots.theta!, at, 2 ** 12, 4)).toBe(true)
        }
      }),
      { numRuns: 20 },
    ))
  it('law: with noise off the spreads go to those of the prior, whatever the examples', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), vectors(2), async (batch, theta) => {
        const set = { rate: 2 ** -4, examples: 1, noise: 'none', deviation: 0.5 }
        const course = Array.from({ length: 40 }, () => ['batch', batch] as const)
        const spreads = (await played(vcl, course, { theta, set })).map(({ slots }) => slots.spread![0]!)
        expect(spreads[0]).toBeCloseTo(2 * Math.log(0.5), 6)
        expect(Math.abs(spreads.at(-1)!)).toBeLessThan(Math.abs(spreads[0]!) / 3)
      }),
      { numRuns: 5 },
    ))
  it('after a task the posterior is the prior; the first prior is N(0, I)', async () => {
    const [[first, , theta]] = fc.sample(cases, 1) as never as [[Happening[1], Happening[1], Vector]]
    const states = await played(
      vcl,
      [
        ['batch', first],
        ['end', first],
      ],
      { theta },
    )
    expect([states[1]!.slots.priorMean, states[1]!.slots.priorSpread]).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(states[2]!.slots.priorMean).toEqual(states[2]!.slots.theta)
    expect(states[2]!.slots.priorSpread).toEqual(states[2]!.slots.spread)
  })
  it('law: on a line the mean over many draws is the loss plus ½ Σ σ² E[x²]: noise narrows what the examples show', async () => {
    const batch = fc.sample(
      regressions(3).filter((b) => b.inputs.every((x) => Math.abs(x) > 1)),
      { numRuns: 1, seed: 1 },
    )[0]!
    const set = { rate: 2 ** -6, examples: 1e6, draws: 50, deviation: 0.5 }
    const course = Array.from({ length: 20 }, () => ['batch', batch] as const)
    const narrowed = (await played(vcl, course, { theta: [0, 0], set })).at(-1)!.slots.spread!
    // The derivative of ½ σ² E[x²] by ρ is positive, and the prior, which pulls the other way, weighs 10⁻⁶.
    for (const spread of narrowed) expect(spread).toBeLessThan(2 * Math.log(0.5) - 0.1)
    expect(heightAt(batch, [0, 0])).toBeGreaterThan(0)
  })

  it('law: with noise off it predicts as its means do; with noise by the mean over draws, the same for all inputs', () =>
    fc.assert(
      fc.asyncProperty(regressions(2), fc.nat(99), async (batch, seed) => {
        const course = [['batch', batch]] as const
        const set = { rate: 2 ** -6, predictions: 3 }
        const [plain] = await told(vcl, course, [0], { set: { ...set, noise: 'none' }, seed })
        const { slots } = (await played(vcl, course, { set: { ...set, noise: 'none' }, seed })).at(-1)!
        const [w, b] = slots.theta as [number, number]
        expect(near(plain!, [b, w + b], 2 ** 6, 2)).toBe(true)
        const [noisy, again] = await told(vcl, course, [0, 0], { set, seed })
        expect(noisy).toEqual(again)
        const own = (await played(vcl, course, { set, seed })).at(-1)!.slots.theta as readonly number[]
        expect(near(noisy!, [own[1]!, own[0]! + own[1]!], 2 ** 20, 2)).toBe(false)
      }),
      { numRuns: 10 },
    ))
  it('law: many draws predict as the means do, on a line: up to 5 deviations of a mean', async () => {
    const [batch] = fc.sample(regressions(2), { numRuns: 1, seed: 2 })
    const set = { rate: 2 ** -10, predictions: 400, deviation: 0.5 }
    const course = [['batch', batch!]] as const
    const [many] = await told(vcl, course, [0], { set })
    const { slots } = (await played(vcl, course, { set })).at(-1)!
    const [w, b] = slots.theta as [number, number]
    const bound = 5 * 0.51 * Math.sqrt(2 / 400)
    expect(Math.abs(many![0]! - b)).toBeLessThan(bound)
    expect(Math.abs(many![1]! - (w + b))).toBeLessThan(bound)
  })
  it('by hand: with a coreset of one example and noise off, s steps of Adam on it with the posterior as prior; the state stays', () =>
    fc.assert(
      fc.asyncProperty(
        regressions(1).filter((x) => slopeAt(x, [0, 0]).every((g) => Math.abs(g) > 2 ** -3)),
        async (batch) => {
          const set = {
            rate: 2 ** -8,
            noise: 'none',
            coreset: 'reservoir',
            kept: 2,
            refinements: 3,
            refinedOn: 2,
            predictions: 1,
          }
          const course = [['batch', batch]] as const
          const { slots } = (await played(vcl, course, { set })).at(-1)!
          const [got] = await told(vcl, course, [0], { set })
          const [mean, spread] = [slots.theta!, slots.spread!]
          const step = adam()
          let at: Vector = mean
          for (let i = 0; i < 3; i += 1) {
            const g = slopeAt(batch, at).map((gi, m) => gi + (at[m]! - mean[m]!) / Math.exp(spread[m]!) / 2)
            // Where a gradient is next to nothing its sign is rounding.
            if (g.some((gi) => Math.abs(gi) < 2 ** -6)) return
            at = step(at, g, 2 ** -8)
          }
          expect(near(got!, [at[1]!, at[0]! + at[1]!], 2 ** 14, 4)).toBe(true)
          const [without] = await told(vcl, course, [0], { set: { ...set, coreset: 'none' } })
          expect(near(got!, without!, 2 ** 14, 4)).toBe(false)
        },
      ),
      { numRuns: 15 },
    ))
})
