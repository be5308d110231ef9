import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
