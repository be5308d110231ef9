import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { apply, dot, freeParams, grad, type Params, sum } from '../../src/dsl/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { evaluateTerms } from '../../src/interpreters/runtime/index.ts'
import { inner, largestOf, minus, near } from '../../src/laws/index.ts'
import { layoutOf, mlp, vectorLayout } from '../../src/networks/index.ts'
import { devices } from '../interpreters/devices/devices.ts'
import { applied, type Curve, heightOf } from './applied.ts'

const number = fc.integer({ min: -32, max: 32 }).map((n) => n / 8)
const list = (length: number) => fc.array(number, { minLength: length, maxLength: length })
const curves = (activation: Curve['activation']): fc.Arbitrary<Curve> =>
  fc.record({ activation: fc.constant(activation), w: list(4), b: list(4), v: list(4), c: number })
const vectors = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 9 })
const cells = fc.integer({ min: 1, max: 70 })

const onGrid = (curve: Curve, theta: readonly number[], grid: number) =>
  applied(curve, theta, (at, phi) => apply('h', phi, { grid })(at))
const exact = (curve: Curve, theta: readonly number[]): readonly number[] => theta.map((x) => heightOf(curve, x))
const stepOf = (theta: readonly number[], grid: number): number => (Math.max(...theta) - Math.min(...theta)) / grid

/** Roundings of numbers of the size that a curve has over [−4, 4]. */
const slack = ({ w, b, v, c }: Curve): number =>
  1e-13 *
  (1 + Math.abs(c) + w.reduce((so, wi, i) => so + Math.abs(v[i]!) * (1 + 4 * Math.abs(wi) + Math.abs(b[i]!)), 0))

describe('apply', () => {
  it.each(['relu', 'tanh'] as const)('is the network at each coordinate by itself, with %s', (activation) =>
    fc.assert(
      fc.asyncProperty(curves(activation), vectors, async (curve, theta) => {
        const got = await applied(curve, theta, (at, phi) => apply('h', phi)(at))
        expect(largestOf(minus(got, exact(curve, theta)))).toBeLessThanOrEqual(slack(curve))
      }),
    ),
  )
  it('law: with a grid of step s the error is at most s² max|h″| / 8, for tanh', () =>
    fc.assert(
      fc.asyncProperty(curves('tanh'), vectors, cells, async (curve, theta, grid) => {
        // max|tanh″| = 4 / (3√3)
        const bend = curve.w.reduce((so, wi, i) => so + Math.abs(curve.v[i]!) * wi ** 2 * (4 / (3 * Math.sqrt(3))), 0)
        const bound = (stepOf(theta, grid) ** 2 * bend) / 8 + slack(curve)
        expect(largestOf(minus(await onGrid(curve, theta, grid), exact(curve, theta)))).toBeLessThanOrEqual(bound)
      }),
    ))
  it('law: it is at most s/4 of all that a ReLU network bends', () =>
    fc.assert(
      fc.asyncProperty(curves('relu'), vectors, cells, async (curve, theta, grid) => {
        const bend = curve.w.reduce((so, wi, i) => so + Math.abs(curve.v[i]! * wi), 0)
        const bound = (stepOf(theta, grid) * bend) / 4 + slack(curve)
        expect(largestOf(minus(await onGrid(curve, theta, grid), exact(curve, theta)))).toBeLessThanOrEqual(bound)
      }),
    ))
  it('law: it is 0 at the points of the grid', () =>
    fc.assert(
      fc.asyncProperty(curves('tanh'), fc.integer({ min: 1, max: 33 }), async (curve, grid) => {
        const points = Array.from({ length: grid + 1 }, (_, i) => -1 + i / 8)
        const apart = largestOf(minus(await onGrid(curve, points, grid), exact(curve, points)))
        expect(apart).toBeLessThanOrEqual(8 * slack(curve))
      }),
    ))
  it('where all coordinates are equal there is one point', async () => {
    const curve: Curve = { activation: 'tanh', w: [1], b: [0.5], v: [2], c: 0 }
    expect(near(await onGrid(curve, [0.25, 0.25], 7), exact(curve, [0.25, 0.25]), 8)).toBe(true)
  })
  it('control: a coarse grid is beyond the bound of a fine one, and halving the step quarters the error', async () => {
    const curve: Curve = { activation: 'tanh', w: [2], b: [0], v: [1], c: 0 }
    const theta = Array.from({ length: 401 }, (_, i) => -2 + i / 100)
    const errors = await Promise.all(
      [8, 32, 64].map(async (grid) => largestOf(minus(await onGrid(curve, theta, grid), exact(curve, theta)))),
    )
    expect(errors[0]).toBeGreaterThan(((4 / 64) ** 2 * 4 * 0.77) / 8)
    expect(errors[1]! / errors[2]!).toBeGreaterThan(3.5)
    expect(errors[1]! / errors[2]!).toBeLessThan(4.5)
  })
  it('has the derivatives of the network, by θ and by φ', () =>
    fc.assert(
      fc.asyncProperty(curves('tanh'), vectors, async (curve, theta) => {
        const byTheta = await applied(curve, theta, (at, phi) => grad((p: Params) => sum(apply('h', phi)(p)))(at))
        const slopes = theta.map((x) =>
          curve.w.reduce((so, wi, i) => so + curve.v[i]! * wi * (1 - Math.tanh(wi * x + curve.b[i]!) ** 2), 0),
        )
        expect(largestOf(minus(byTheta, slopes))).toBeLessThanOrEqual(16 * slack(curve))
        const byPhi = await applied(curve, theta, (at, phi) =>
          grad((p: Params<'h'>) => dot(at, apply('h', p)(at)))(phi),
        )
        const units = curve.w.map((wi, i) => theta.map((x) => Math.tanh(wi * x + curve.b[i]!)))
        const want = [...units.map((unit) => inner(theta, unit)), theta.reduce((so, x) => so + x, 0)]
        expect(largestOf(minus(byPhi.slice(2 * curve.w.length), want))).toBeLessThanOrEqual(1e-12 * 64)
      }),
      { numRuns: 40 },
    ))
  it.each(devices.map((device) => [device.name, device] as const))('on %s too', async (_, device) => {
    const curve: Curve = { activation: 'tanh', w: [1, -2], b: [0.5, 0], v: [2, 1], c: -0.25 }
    const theta = Array.from({ length: 300 }, (_, i) => Math.sin(i))
    for (const grid of [0, 5, 64]) {
      const program = (at: Params, phi: Params<'h'>) => apply('h', phi, { grid })(at)
      const got = await applied(curve, theta, program, device)
      expect(largestOf(minus(got, await applied(curve, theta, program)))).toBeLessThanOrEqual(2e-6)
    }
  })
  it('is refused with a network that the method doesn’t have, or with parameters of another', async () => {
    const network = mlp({ hidden: [2], loss: 'squaredError' })
    const layouts = { learner: vectorLayout(2), h: layoutOf(network, { inputShape: [1], outputs: 1 }) }
    const theta = freeParams('θ')
    const bindings = [{ variable: theta, tensors: [[1, 2]] }]
    const refusal = async (term: Params, networks: object) => {
      const result = await evaluateTerms(referenceDevice(), layouts, {}, { ...networks })(bindings, [term])()
      return isLeft(result) ? result.left : undefined
    }
    const own = apply('learner', theta)(theta)
    expect(await refusal(own, { h: network })).toMatchObject({
      rule: 'a network that is applied must be an auxiliary one of the method',
      got: '`learner`',
    })
    expect(await refusal(apply('h', theta as never)(theta), { h: network })).toMatchObject({
      rule: '`parameters` must be parameters of `h`',
      got: 'parameters of `learner`',
    })
  })
})
