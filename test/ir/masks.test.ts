import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, type Operations, operations } from '../../src/ir/index.ts'
import { dyadic } from '../arbitraries/index.ts'
import { loop } from './loop.ts'
import { nodesOf } from './operation-count.ts'
import { of, run } from './values.ts'

type Function = (o: Operations, x: Node) => Node

const zero = (o: Operations): Node => o.constant(0)
const isZero = (o: Operations, x: Node): Node => o.equal(x, zero(o))

/** Functions that are finite and twice differentiable in meaning, with a side that is not, at the points named. */
const guarded: Readonly<Record<string, readonly [Function, at: readonly number[], first: number, second: number]>> = {
  '√x where x > 0, else 0': [(o, x) => o.select(o.less(zero(o), x), o.squareRoot(x), zero(o)), [-4, 0, -1], 0, 0],
  '√x by a safe operand': [
    (o, x) => {
      const holds = o.less(zero(o), x)
      return o.select(holds, o.squareRoot(o.select(holds, x, o.constant(1))), zero(o))
    },
    [-4, 0],
    0,
    0,
  ],
  '1/x where x ≠ 0, else 3x': [
    (o, x) => o.select(isZero(o, x), o.multiply(o.constant(3), x), o.divide(o.constant(1), x)),
    [0, -0],
    3,
    0,
  ],
  'x·ln x where x ≠ 0, else 0': [(o, x) => o.select(isZero(o, x), zero(o), o.multiply(x, o.logarithm(x))), [0], 0, 0],
  'ln(1 + eˣ), x where x is large': [
    (o, x) => o.select(o.less(o.constant(30), x), x, o.logarithm(o.add(o.constant(1), o.exponential(x)))),
    [800, 1e4],
    1,
    0,
  ],
  'x² where x ≤ 0, else 1/√x of another side': [
    (o, x) => o.select(o.lessEqual(x, zero(o)), o.multiply(x, x), o.divide(o.constant(1), o.squareRoot(x))),
    [0],
    0,
    2,
  ],
  'a condition within a condition': [
    (o, x) => {
      const inner = o.select(o.lessEqual(x, zero(o)), o.logarithm(x), o.divide(o.constant(1), x))
      return o.select(o.less(x, o.constant(1)), o.multiply(x, x), inner)
    },
    [0],
    0,
    2,
  ],
  'one singular value under two conditions': [
    (o, x) => {
      const ln = o.logarithm(x)
      const [some, others] = [o.less(zero(o), x), o.less(o.constant(-1), o.negate(o.absolute(x)))]
      return o.add(o.select(some, ln, zero(o)), o.select(others, o.multiply(x, x), o.multiply(ln, ln)))
    },
    [0],
    0,
    2,
  ],
  'a value stretched over the elements that may not use it': [
    (o, x) => {
      const parts = o.broadcast(o.divide(o.constant(1), x), [3])
      return o.sum(o.select(o.broadcast(isZero(o, x), [3]), o.broadcast(x, [3]), parts))
    },
    [0],
    3,
    0,
  ],
  'the largest of a set, summed and rearranged': [
    (o, x) => {
      const many = o.logarithm(o.transpose(o.reshape(o.broadcast(x, [4]), [2, 2]), [1, 0]))
      const safe = o.broadcast(o.negate(x), [2, 2])
      return o.sum(o.select(o.lessEqual(o.broadcast(x, [2, 2]), o.constant(0)), safe, many))
    },
    [0],
    -4,
    0,
  ],
  'poles above and below a sum of rearranged copies': [
    (o, x) => {
      const copies = o.transpose(o.reshape(o.broadcast(o.divide(o.constant(1), x), [4]), [2, 2]), [1, 0])
      return o.select(isZero(o, x), o.negate(x), o.sum(o.logarithm(copies)))
    },
    [0],
    -1,
    0,
  ],
  'a loop that keeps √x where x > 0, else 2x': [
    (o, x) => {
      const keeps = (so: Node): Node => o.select(o.less(zero(o), x), so, o.multiply(o.constant(2), x))
      return loop(o, { times: 2, initial: o.squareRoot(x), next: keeps }).final
    },
    [0, -1],
    2,
    0,
  ],
  '√(x² + y²) at the origin': [
    (o, x) => o.squareRoot(o.add(o.multiply(x, x), o.multiply(zero(o), zero(o)))),
    [0],
    0,
    0,
  ],
}

const jet = (f: Function, at: number): readonly number[] => {
  const o = operations(builder())
  const x = o.build.variable('x', [])
  const y = f(o, x)
  const [first] = gradient(o, y, [x])
  const [second] = gradient(o, first!, [x])
  const [third] = gradient(o, second!, [x])
  return run([x], [y, first!, second!, third!], [of([], at)])
    .flat()
    .map((d) => d + 0)
}

describe('the side that a condition does not take', () => {
  for (const [what, [f, at, first, second]] of Object.entries(guarded))
    it(`leaves no NaN in a derivative: ${what}`, () => {
      for (const x of at) expect(jet(f, x).slice(1)).toEqual([first, second, 0])
    })

  it('control: where the singular side is taken, its derivative is not hidden', () => {
    const f: Function = (o, x) => o.select(o.lessEqual(x, zero(o)), o.logarithm(x), x)
    expect(jet(f, 0)[1]).toBe(Number.POSITIVE_INFINITY)
    const plain: Function = (o, x) => o.multiply(x, o.logarithm(x))
    expect(jet(plain, 0)[0]).toBeNaN()
  })

  it('law: a mask changes no derivative: select(c, f, g) has that of the side taken', () =>
    fc.assert(
      fc.property(dyadic(2), dyadic(1), (x, threshold) => {
        const left: Function = (o, a) => o.multiply(o.sine(a), o.exponential(a))
        const right: Function = (o, a) => o.divide(o.tanh(a), o.add(o.constant(1), o.multiply(a, a)))
        const both: Function = (o, a) => o.select(o.less(a, o.constant(threshold)), left(o, a), right(o, a))
        expect(jet(both, x)).toEqual(jet(x < threshold ? left : right, x))
      }),
    ))

  it('the two sides of one condition make a whole: what both use is differentiated once', () => {
    const o = operations(builder())
    const x = o.build.variable('x', [])
    const shared = o.sine(x)
    const y = o.select(o.less(x, zero(o)), o.multiply(shared, o.constant(2)), o.multiply(shared, o.constant(3)))
    const products = [...nodesOf({ inputs: [x], outputs: gradient(o, y, [x]) })].filter(
      (n) => n.primitive === 'multiply',
    )
    expect(products.filter((n) => n.inputs.some((input) => input.primitive === 'cosine'))).toHaveLength(1)
  })

  it('a cotangent that happens to be 0 is not taken for a mask: (ln x − 1)² at e has second derivative 2/e²', () => {
    const f: Function = (o, x) => {
      const d = o.subtract(o.logarithm(x), o.constant(1))
      return o.select(o.less(zero(o), x), o.multiply(d, d), zero(o))
    }
    expect(jet(f, Math.E)[1]).toBe(0)
    expect(jet(f, Math.E)[2]).toBeCloseTo(2 / Math.E ** 2, 14)
  })
})
