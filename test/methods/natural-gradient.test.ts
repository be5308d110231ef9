import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  dot,
  gradientStep,
  like,
  literal,
  multiply,
  naturalGradientStep,
  type Params,
  subtract,
} from '../../src/dsl/index.ts'
import {
  largestOf,
  meaning,
  minus,
  near,
  nonNegative,
  numbersOf,
  params,
  positive,
  smallLayout,
} from '../../src/laws/index.ts'
import { finetune, naturalGradient } from '../../src/methods/index.ts'
import { solve } from '../dsl/solve.ts'
import { moved, slopeAt } from './least-squares.ts'
import { played, thetaAfter } from './played.ts'
import { regressions, rowsOf, vectors } from './points.ts'

const set = { fisher: 'empirical', samples: 3, rate: 0.125, damping: 0.5, decay: 0.75 }

describe('naturalGradient', () => {
  it('by hand: F is a moving average of mean squared gradients, and divides the gradient with δ added', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3), vectors(2), async (first, second, theta) => {
        const states = await played(
          naturalGradient,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set },
        )
        const step = (
          so: { readonly theta: readonly number[]; readonly f: readonly number[] },
          batch: typeof first,
        ) => {
          const squares = [0, 1, 2].map((row) => slopeAt(rowsOf(batch, row), so.theta).map((g) => g * g))
          const f = so.f.map((old, i) => 0.75 * old + 0.25 * (squares.reduce((sum, s) => sum + s[i]!, 0) / 3))
          return {
            theta: moved(
              so.theta,
              slopeAt(batch, so.theta).map((g, i) => g / (f[i]! + 0.5)),
              0.125,
            ),
            f,
          }
        }
        const want = [first, second].reduce(step, { theta, f: [0, 0] })
        expect(near(states.at(-1)!.slots.information!, want.f, 2 ** 10, 64)).toBe(true)
        expect(near(states.at(-1)!.slots.theta!, want.theta, 2 ** 10, 16)).toBe(true)
      }),
    ))
  it('law: without information (ρ = 1) and δ = 1 it is finetuning', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3), vectors(2), async (first, second, theta) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
        ] as const
        const flat = await thetaAfter(naturalGradient, happenings, { theta, set: { ...set, decay: 1, damping: 1 } })
        const plain = await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } })
        expect(near(flat, plain, 64, 8)).toBe(true)
      }),
    ))
  it('control: with information it is not', async () => {
    const [batch] = fc.sample(
      regressions(3).filter((b) => Math.abs(slopeAt(b, [1, 1])[1]!) > 0.5),
      1,
    )
    const got = await thetaAfter(naturalGradient, [['batch', batch!]], { theta: [1, 1], set: { ...set, damping: 1 } })
    expect(largestOf(minus(got, moved([1, 1], slopeAt(batch!, [1, 1]), 0.125)))).toBeGreaterThan(1e-4)
  })
})

/** Inputs that differ enough for a line through the points to be the only one: E[x̃x̃ᵀ] has no eigenvalue below 1/40. */
const spread = regressions(4).filter(({ inputs }) => {
  const middle = inputs.reduce((a, b) => a + b, 0) / 4
  return inputs.reduce((so, x) => so + (x - middle) ** 2 / 4, 0) >= 1 / 8
})
const damping = 1e-9
/** How far damping may move a step that would go as far as from one corner of the grid to the other, in each of two steps. */
const bias = 2 * damping * 40 * 40
const whole = { form: 'exact', samples: 4, iterations: 4, damping }

describe('naturalGradient with the whole information', () => {
  it('law: on linear regression one step of rate 1 lands on the least squares', () =>
    fc.assert(
      fc.asyncProperty(spread, vectors(2), async (batch, theta) => {
        const got = await thetaAfter(naturalGradient, [['batch', batch]], { theta, set: { ...whole, rate: 1 } })
        const column = (f: (x: number, y: number) => number) =>
          Array.from(batch.inputs).reduce((so, x, i) => so + f(x, batch.targets[i]!) / 4, 0)
        const normal = [
          [column((x) => x * x), column((x) => x)],
          [column((x) => x), 1],
        ]
        const fit = solve(normal, [column((x, y) => x * y), column((_, y) => y)])
        expect(largestOf(minus(got, fit))).toBeLessThanOrEqual(bias)
      }),
    ))
  /** The same model seen through other inputs, x′ = a x + c: w′ = w / a, b′ = b − w c / a. */
  const outputsAfter = async (
    method: typeof finetune,
    batch: HostBatch,
    theta: readonly number[],
    set: Readonly<Record<string, unknown>>,
  ) => {
    const [w, b] = await thetaAfter(method, [['batch', batch]], { theta, set })
    return Array.from(batch.inputs, (x) => w! * x + b!)
  }
  const seen = (batch: HostBatch, [w, b]: readonly number[], a: number, c: number) => ({
    batch: { ...batch, inputs: batch.inputs.map((x) => a * x + c) },
    theta: [w! / a, b! - (w! * c) / a],
  })
  it('law: what a step does to the outputs does not depend on how the inputs are parametrised', () =>
    fc.assert(
      fc.asyncProperty(
        spread,
        vectors(2),
        fc.constantFrom(2, -0.5),
        fc.constantFrom(0, 1, -2),
        async (batch, theta, a, c) => {
          const set = { ...whole, rate: 0.5 }
          const other = seen(batch, theta, a, c)
          const plain = await outputsAfter(naturalGradient, batch, theta, set)
          const through = await outputsAfter(naturalGradient, other.batch, other.theta, set)
          // The other parametrisation has eigenvalues up to 36 times smaller, by 1 / a² and the shear of c.
          expect(largestOf(minus(plain, through))).toBeLessThanOrEqual(36 * bias)
        },
      ),
    ))
  it('control: plain descent depends on it', async () => {
    const [batch] = fc.sample(
      spread.filter((b) => Math.abs(slopeAt(b, [1, 1])[0]!) > 0.5),
      1,
    )
    const other = seen(batch!, [1, 1], 2, 0)
    const plain = await outputsAfter(finetune, batch!, [1, 1], { rate: 0.125 })
    const through = await outputsAfter(finetune, other.batch, other.theta, { rate: 0.125 })
    expect(largestOf(minus(plain, through))).toBeGreaterThan(1e-2)
  })
  it('limit: with a large δ and a rate of α δ it is descent with rate α', () =>
    fc.assert(
      fc.asyncProperty(regressions(4), vectors(2), async (batch, theta) => {
        const set = { ...whole, damping: 1e9, rate: 0.125e9 }
        const got = await thetaAfter(naturalGradient, [['batch', batch]], { theta, set })
        // F has no eigenvalue above 5, and the slope none of its coordinates above 20.
        expect(largestOf(minus(got, moved(theta, slopeAt(batch, theta), 0.125)))).toBeLessThanOrEqual(1e-6)
      }),
    ))
  it('keeps nothing beside θ', async () => {
    expect(Object.keys((await played(naturalGradient, [], { set: whole }))[0]!.slots)).toEqual(['theta'])
    expect(Object.keys((await played(naturalGradient, []))[0]!.slots)).toEqual(['theta', 'information'])
  })
})

describe('naturalGradientStep', () => {
  const given = { at: params(), centre: params(), f: params(positive), weight: params(nonNegative) }
  it('law: with the Hessian of a separable quadratic as information, rate 1 and no damping, it lands on the minimum', async () => {
    const run = meaning(given, ({ at, centre, f }) => {
      const bowl = (p: Params) => {
        const away = subtract(p, centre)
        return multiply(0.5, dot(away, multiply(f, away)))
      }
      return naturalGradientStep({ loss: bowl, information: f, rate: 1, damping: literal(0) })(at)
    })
    await fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
        expect(near(await run(n), n.centre, 16, 16)).toBe(true)
      }),
    )
  })
  it('law: information 1 − δ is a gradient step', async () => {
    const run = meaning(given, ({ at, weight }) => {
      const bowl = (p: Params) => dot(p, multiply(weight, p))
      return {
        natural: naturalGradientStep({ loss: bowl, information: like(at, 0.75), rate: 0.5, damping: 0.25 })(at),
        plain: gradientStep({ loss: bowl, rate: 0.5 })(at),
      }
    })
    await fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
        const { natural, plain } = await run(n)
        expect(near(natural, plain, 8, 64)).toBe(true)
      }),
    )
  })
})
