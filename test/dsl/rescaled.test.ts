import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  append,
  clipByNorm,
  coneProjection,
  dot,
  grad,
  groupLasso,
  halfSpaceProjection,
  l2Ball,
  norm,
  type Params,
  perTask,
  type Scalar,
  sqrt,
} from '../../src/dsl/index.ts'
import {
  type Givens,
  inner,
  type NumbersOf,
  numbersOf,
  params,
  same,
  scalar,
  smallLayout,
} from '../../src/laws/index.ts'
import type { Layout } from '../../src/networks/index.ts'
import { exponent, inFloat32, mantissa, positiveMantissa, scaled } from './across-floats.ts'
import { layers } from './penalties/ours.ts'

/** Long enough for a sum that is looked at before it is taken again. */
const longLayout: Layout = {
  tensors: [
    { name: 'layer1.weight', group: 'layer1', shape: [9, 8], fanIn: 9, fanOut: 8, role: 'weight' },
    { name: 'output.bias', group: 'output', shape: [7], fanIn: 8, fanOut: 7, role: 'bias' },
  ],
}

const given = {
  at: params(mantissa),
  other: params(mantissa),
  third: params(mantissa),
  bound: scalar(positiveMantissa),
}
const runs = { numRuns: 40 }

/** A power of two for each thing that is given. */
type Powers = Readonly<Record<keyof typeof given, number>>

const by = <G extends Givens>(n: NumbersOf<G>, powers: Readonly<Record<string, number>>): NumbersOf<G> =>
  Object.fromEntries(
    Object.entries(n).map(([name, of]) => [name, scaled(of as readonly number[], powers[name] ?? 0)]),
  ) as unknown as NumbersOf<G>

const all = (k: number): Powers => ({ at: k, other: k, third: k, bound: k })

/** ⟨∇⟨f(v), u⟩, w⟩: of it both derivatives are taken. */
const slopes = (f: (at: Params) => Params, at: Params, u: Params, w: Params) => {
  const first = (p: Params): Params => grad((q: Params): Scalar => dot(f(q), u))(p)
  return { value: f(at), first: first(at), second: grad((p: Params): Scalar => dot(first(p), w))(at) }
}

describe.each(['cpu', 'wasm'] as const)('over all of float32, on %s', (backend) => {
  const means = inFloat32(backend)
  describe.each([
    ['a few numbers', smallLayout],
    ['many numbers', longLayout],
  ] as const)('of %s', (_, layout) => {
    const cases = numbersOf(given, layout)
    const lengths = means(given, ({ at }) => ({ norm: norm(at), plain: sqrt(dot(at, at)) }), layout)
    it('law: ‖2ᵏv‖ = 2ᵏ‖v‖, to the bit', () =>
      fc.assert(
        fc.asyncProperty(cases, exponent, async (n, k) => {
          const [one, other] = [await lengths(n), await lengths(by(n, all(k)))]
          expect(same(one.norm, one.plain)).toBe(true)
          expect(other.norm).toEqual(scaled(one.norm, k))
        }),
        runs,
      ))
    it('control: the root of a sum of squares is 0 or ∞ at the ends', async () => {
      const [n] = fc.sample(cases, 1)
      expect((await lengths(by(n!, all(-100)))).plain).toEqual([0])
      expect((await lengths(by(n!, all(100)))).plain).toEqual([Number.POSITIVE_INFINITY])
    })
    it.each(
      Object.entries({
        clipByNorm: means(given, ({ at, bound }) => clipByNorm(bound)(at), layout),
        'the projection onto a ball': means(given, ({ at, bound }) => l2Ball({ radius: bound }).prox(1)(at), layout),
        'the projection onto a ball about a centre': means(
          given,
          ({ at, other, bound }) => l2Ball({ radius: bound, centre: other }).prox(1)(at),
          layout,
        ),
        'block soft thresholding': means(
          given,
          ({ at, bound }) => groupLasso({ strength: bound, groups: layers }).prox(1 / 64)(at),
          layout,
        ),
        'the gradient of the group lasso': means(
          given,
          ({ at, bound }) => groupLasso({ strength: bound, groups: layers }).gradient(at),
          layout,
        ),
        'the projection onto a half-space': means(given, ({ at, other }) => halfSpaceProjection(other)(at), layout),
      }),
    )('law: %s of all times 2ᵏ is 2ᵏ times it, to the bit', (_, run) =>
      fc.assert(
        fc.asyncProperty(cases, exponent, fc.integer({ min: -3, max: 3 }), async (n, k, apart) => {
          const near = by(n, { bound: apart })
          expect(await run(by(near, all(k)))).toEqual(scaled(await run(near), k))
        }),
        runs,
      ),
    )
    const cone = means(
      given,
      ({ at, other, third }) => {
        const past = append(append(perTask(other), other), third)
        return { projected: coneProjection()(past)(at) }
      },
      layout,
    )
    it('law: the projection onto a cone is of degree 1 in g and 0 in each constraint, up to the roundings of its matrix', () =>
      fc.assert(
        fc.asyncProperty(cases, exponent, exponent, exponent, async (n, k, i, j) => {
          const powers = { at: k, other: i, third: j }
          const [one, near] = [await cone(n), await cone(by(n, powers))]
          const largest = Math.max(...n.at.map(Math.abs), ...one.projected.map(Math.abs))
          // Products of t rows of n numbers, solved in float64 by a matrix whose condition their angle tells.
          const cosine = inner(n.other, n.third) ** 2 / (inner(n.other, n.other) * inner(n.third, n.third))
          const bound = (16 * n.at.length * 2 ** -24 * largest * n.at.length) / (1 - cosine)
          scaled(near.projected, -k).forEach((x, m) => {
            expect(Math.abs(x - one.projected[m]!)).toBeLessThanOrEqual(bound)
          })
        }),
        runs,
      ))
    it('law: the projection onto the half-space of 2ʲr is that of r, for g at any scale, to the bit', () => {
      const run = means(given, ({ at, other }) => halfSpaceProjection(other)(at), layout)
      return fc.assert(
        fc.asyncProperty(cases, exponent, exponent, async (n, j, k) => {
          const got = await run(by(n, { at: k, other: j }))
          expect(got).toEqual(scaled(await run(n), k))
        }),
        runs,
      )
    })
    it('law: their derivatives are finite, and those of the same program nearer to 1 by powers of two', () => {
      // Of degree 1 in all that is scaled: the first derivative is of degree 0, the second of degree −1.
      const run = means(
        given,
        ({ at, other, third, bound }) => {
          const clip = slopes(clipByNorm(bound), at, other, third)
          const ball = slopes(l2Ball({ radius: bound }).prox(1), at, other, third)
          const half = slopes(halfSpaceProjection(third), at, other, other)
          return {
            clip1: clip.first,
            clip2: clip.second,
            ball1: ball.first,
            ball2: ball.second,
            half1: half.first,
            half2: half.second,
          }
        },
        layout,
      )
      return fc.assert(
        fc.asyncProperty(cases, fc.integer({ min: -90, max: 90 }), async (n, k) => {
          const [here, there] = [await run(n), await run(by(n, { at: k, bound: k }))]
          for (const name of ['clip', 'ball', 'half'] as const) {
            expect(there[`${name}1`]).toEqual(here[`${name}1`])
            expect(there[`${name}2`]).toEqual(scaled(here[`${name}2`], -k))
          }
        }),
        runs,
      )
    })
    it('law: at 0 and beside huge numbers that are not taken they are finite, to second order', async () => {
      const run = means(
        given,
        ({ at, other, third, bound }) => {
          const clip = slopes(clipByNorm(bound), at, other, third)
          const half = slopes(halfSpaceProjection(at), third, other, other)
          const lasso = slopes(groupLasso({ strength: bound, groups: layers }).prox(1), at, other, third)
          return { ...clip, half: half.first, half2: half.second, lasso: lasso.first, lasso2: lasso.second }
        },
        layout,
      )
      for (const n of fc.sample(cases, 10))
        for (const k of [-120, 0, 120]) {
          const values = Object.values(await run({ ...by(n, { bound: k }), at: n.at.map(() => 0) })).flat()
          expect(values.every(Number.isFinite)).toBe(true)
        }
    })
  })
})
