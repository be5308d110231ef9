import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  clipByNorm,
  divide,
  dot,
  exp,
  grad,
  guardedDivide,
  innerLoop,
  less,
  like,
  log,
  mean,
  multiply,
  norm,
  type Params,
  type Scalar,
  select,
  sqrt,
  square,
  subtract,
  sum,
  trajectory,
} from '../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, same, smallLayout } from '../../src/laws/index.ts'

const coordinate = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -32, max: 32 }).map((n) => n / 16),
)
const given = { theta: params(coordinate), other: params(coordinate) }
const cases = numbersOf(given, smallLayout)

const positive = (at: Params) => less(0, at)
/** Functions whose unused side is infinite, or not a number, where it is not used; and what they are where it is. */
const guarded: Readonly<
  Record<string, readonly [(at: Params, other: Params) => Params, (x: number) => number, (x: number) => number]>
> = {
  '1/θ where θ > 0': [
    (at) => select(positive(at), divide(1, at), 0),
    (x) => (x > 0 ? -1 / x ** 2 : 0),
    (x) => (x > 0 ? 2 / x ** 3 : 0),
  ],
  'ln θ where θ > 0': [
    (at) => select(positive(at), log(at), at),
    (x) => (x > 0 ? 1 / x : 1),
    (x) => (x > 0 ? -1 / x ** 2 : 0),
  ],
  '√θ where θ > 0': [
    (at) => select(positive(at), sqrt(at), multiply(2, at)),
    (x) => (x > 0 ? 0.5 / Math.sqrt(x) : 2),
    (x) => (x > 0 ? -0.25 / x ** 1.5 : 0),
  ],
  'exp(θ·10³⁰⁰) where θ is small': [
    (at) => select(less(at, 9), at, exp(multiply(1e300, square(at)))),
    () => 1,
    () => 0,
  ],
  'θ/(θ·0) never': [(at) => select(less(at, 9), square(at), divide(at, multiply(0, at))), (x) => 2 * x, () => 2],
  'θ divides 1, unless it is 0': [
    (at) => guardedDivide(like(at, 1), at),
    (x) => (x === 0 ? 0 : -1 / x ** 2),
    (x) => (x === 0 ? 0 : 2 / x ** 3),
  ],
  'θ divides 1 where it is above 0': [
    (at) => guardedDivide(like(at, 1), at, positive(at)),
    (x) => (x > 0 ? -1 / x ** 2 : 0),
    (x) => (x > 0 ? 2 / x ** 3 : 0),
  ],
  'one select within another': [
    (at) => select(less(at, 9), select(less(at, 5), at, divide(1, subtract(at, at))), divide(1, multiply(0, at))),
    () => 1,
    () => 0,
  ],
}
const around: Readonly<Record<string, (f: (at: Params) => Params) => (at: Params) => Params>> = {
  alone: (f) => f,
  'in a loop': (f) => innerLoop(1, (at: Params) => f(at)),
  'along a trajectory': (f) => (at) => mean(trajectory(1, (x: Params) => x)(at), (x) => f(x)),
}

/** 1/θ and 1/0 have no derivative to compare where the unused side is the only one. */
const clean = (values: readonly number[]): boolean => values.every((x) => !Number.isNaN(x))

describe.each(Object.entries(around))('select %s', (_, wrap) => {
  it.each(Object.entries(guarded))(
    'law: keeps its unused side out of first and second derivatives: %s',
    async (_, [f, first, second]) => {
      const run = meaning(given, ({ theta, other }) => {
        const total = (at: Params): Scalar => sum(wrap((x) => f(x, other))(at))
        return { first: grad(total)(theta), second: grad((at: Params) => dot(other, grad(total)(at)))(theta) }
      })
      await fc.assert(
        fc.asyncProperty(cases, async (n) => {
          const r = await run(n)
          expect(near(r.first, n.theta.map(first), 32)).toBe(true)
          expect(
            near(
              r.second,
              n.theta.map((x, i) => n.other[i]! * second(x)),
              64,
            ),
          ).toBe(true)
        }),
      )
    },
  )
})

describe('select', () => {
  it('law: by one condition for all coordinates, the side not taken stays out too', async () => {
    const run = meaning(given, ({ theta, other }) => {
      const f = (at: Params): Scalar => sum(select(less(norm(other), 1e9), at, divide(at, multiply(0, sum(at)))))
      return { slope: grad(f)(theta), second: grad((at: Params) => dot(other, grad(f)(at)))(theta) }
    })
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { slope, second } = await run(n)
        expect(
          same(
            slope,
            n.theta.map(() => 1),
          ) &&
            same(
              second,
              n.theta.map(() => 0),
            ),
        ).toBe(true)
      }),
    )
  })
  // The mask of a cotangent is not followed out of a loop to what the loop takes from outside: src/ir/loop-derivative.ts.
  it('law: a side that a loop takes from outside stays out', async () => {
    const run = meaning(given, ({ theta, other }) => {
      const f = (at: Params): Scalar =>
        sum(
          innerLoop(2, (x: Params) => select(less(add(x, 99), 0), divide(1, multiply(0, at)), multiply(0.5, x)))(other),
        )
      return { slope: grad(f)(theta) }
    })
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        expect(
          same(
            (await run(n)).slope,
            n.theta.map(() => 0),
          ),
        ).toBe(true)
      }),
    )
  })
  it('control: without it the infinity is felt', async () => {
    const run = meaning(given, ({ theta }) => ({
      slope: grad((at: Params) => sum(divide(at, multiply(0, at))))(theta),
    }))
    const [n] = fc.sample(cases, 1)
    expect(clean((await run(n!)).slope)).toBe(false)
  })
})

describe('sqrt', () => {
  it('law: has derivative 0 at 0, so that norms and clips of a zero vector have one, at any order', async () => {
    const run = meaning(given, ({ theta, other }) => {
      const second = (f: (at: Params) => Scalar) => grad((at: Params) => dot(other, grad(f)(at)))(theta)
      const length = (at: Params): Scalar => norm(at)
      const clipped = (at: Params): Scalar => dot(other, clipByNorm(1)(at))
      return {
        root: grad((at: Params) => sum(sqrt(at)))(like(theta, 0)),
        length: grad(length)(like(theta, 0)),
        bend: second(length),
        clipped: grad(clipped)(theta),
        clippedBend: second(clipped),
      }
    })
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async (n, zero) => {
        const r = await run(zero ? { ...n, theta: n.theta.map(() => 0) } : n)
        for (const values of Object.values(r)) expect(values.every(Number.isFinite)).toBe(true)
        expect(
          same(
            r.root,
            n.theta.map(() => 0),
          ) &&
            same(
              r.length,
              n.theta.map(() => 0),
            ),
        ).toBe(true)
      }),
    )
  })
})
