import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  average,
  clipByValue,
  cos,
  divide,
  dot,
  equal,
  exp,
  largest,
  less,
  lessEqual,
  like,
  literal,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  norm,
  only,
  relu,
  select,
  sign,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
} from '../../src/dsl/index.ts'
import { meaning, numbersOf, params, real, scalar, smallLayout } from '../../src/laws/index.ts'

const given = { a: params(), b: params(), x: scalar(), y: scalar() }
const cases = numbersOf(given, smallLayout)

type Two = (x: number, y: number) => number
const binary: Readonly<Record<string, readonly [typeof add, Two]>> = {
  add: [add, (x, y) => x + y],
  subtract: [subtract, (x, y) => x - y],
  multiply: [multiply, (x, y) => x * y],
  divide: [divide, (x, y) => x / y],
  maximum: [maximum, Math.max],
  minimum: [minimum, Math.min],
}
const comparing: Readonly<Record<string, readonly [typeof less, (x: number, y: number) => boolean]>> = {
  less: [less, (x, y) => x < y],
  lessEqual: [lessEqual, (x, y) => x <= y],
  equal: [equal, (x, y) => x === y],
}
const unary: Readonly<Record<string, readonly [typeof negate, (x: number) => number]>> = {
  negate: [negate, (x) => -x],
  abs: [abs, Math.abs],
  sign: [sign, Math.sign],
  sqrt: [sqrt, Math.sqrt],
  exp: [exp, Math.exp],
  log: [log, Math.log],
  tanh: [tanh, Math.tanh],
  cos: [cos, Math.cos],
  square: [square, (x) => x * x],
  relu: [relu, (x) => Math.max(x, 0)],
}

describe('arithmetic of the language, in plain numbers', () => {
  for (const [name, [f, plain]] of Object.entries(binary))
    it(`law: ${name}, of numbers, of vectors, and of a number spread over a vector on either side`, async () => {
      const run = meaning(given, ({ a, b, x, y }) => ({
        numbers: f(x, y),
        vectors: f(a, b),
        left: f(x, b),
        right: f(a, y),
        literal: f(a, 3),
      }))
      await fc.assert(
        fc.asyncProperty(cases, async (n) => {
          const got = await run(n)
          expect(got.numbers).toEqual([plain(n.x[0]!, n.y[0]!)])
          expect(got.vectors).toEqual(n.a.map((u, i) => plain(u, n.b[i]!)))
          expect(got.left).toEqual(n.b.map((u) => plain(n.x[0]!, u)))
          expect(got.right).toEqual(n.a.map((u) => plain(u, n.y[0]!)))
          expect(got.literal).toEqual(n.a.map((u) => plain(u, 3)))
        }),
        { numRuns: 30 },
      )
    })
  for (const [name, [f, holds]] of Object.entries(comparing))
    it(`law: ${name}, ties included, chooses where it holds`, async () => {
      const run = meaning(given, ({ a, b, x }) => ({
        vectors: select(f(a, b), 1, like(a, 0)),
        tie: select(f(a, a), 1, like(a, 0)),
        left: select(f(x, b), a, b),
        right: select(f(a, 0), x, a),
        numbers: select(f(x, 1), 2, 3),
      }))
      await fc.assert(
        fc.asyncProperty(cases, async (n) => {
          const got = await run(n)
          expect(got.vectors).toEqual(n.a.map((u, i) => Number(holds(u, n.b[i]!))))
          expect(got.tie).toEqual(n.a.map(() => Number(holds(1, 1))))
          expect(got.left).toEqual(n.b.map((u, i) => (holds(n.x[0]!, u) ? n.a[i]! : u)))
          expect(got.right).toEqual(n.a.map((u) => (holds(u, 0) ? n.x[0]! : u)))
          expect(got.numbers).toEqual([holds(n.x[0]!, 1) ? 2 : 3])
        }),
        { numRuns: 30 },
      )
    })
  for (const [name, [f, plain]] of Object.entries(unary))
    it(`law: ${name}, of a number and coordinate by coordinate`, async () => {
      const run = meaning(given, ({ a, x }) => ({ number: f(x), vector: f(a) }))
      await fc.assert(
        fc.asyncProperty(cases, async (n) => {
          const got = await run(n)
          expect(got.number).toEqual([plain(n.x[0]!)])
          expect(got.vector).toEqual(n.a.map(plain))
        }),
        { numRuns: 30 },
      )
    })
  it('law: sums, means, largest coordinates, products and lengths over all tensors', async () => {
    const run = meaning(given, ({ a, b }) => ({
      sum: sum(a),
      average: average(a),
      largest: largest(a),
      dot: dot(a, b),
      norm: norm(a),
    }))
    const total = (list: readonly number[]): number => list.reduce((so, u) => so + u, 0)
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const got = await run(n)
        // Sums and products of a few sixteenths are exact.
        expect(got.sum).toEqual([total(n.a)])
        expect(got.average[0]).toBeCloseTo(total(n.a) / 6, 12)
        expect(got.largest).toEqual([Math.max(...n.a)])
        expect(got.dot).toEqual([total(n.a.map((u, i) => u * n.b[i]!))])
        expect(got.norm[0]).toBeCloseTo(Math.sqrt(total(n.a.map((u) => u * u))), 12)
      }),
      { numRuns: 30 },
    )
  })
  it('law: what is like a vector, within bounds, and in named groups only', async () => {
    const run = meaning({ ...given, low: scalar(real), high: scalar(real) }, ({ a, x, low, high }) => ({
      like: like(a, x),
      seven: like(a, 7),
      clipped: clipByValue(low, high)(a),
      first: only('layer1')(a),
      last: only('output')(a),
      both: only('layer1', 'output')(a),
      none: only()(a),
    }))
    await fc.assert(
      fc.asyncProperty(cases, real, real, async (n, p, q) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)]
        const got = await run({ ...n, low: [low], high: [high] })
        expect(got.like).toEqual(n.a.map(() => n.x[0]!))
        expect(got.seven).toEqual(n.a.map(() => 7))
        expect(got.clipped).toEqual(n.a.map((u) => Math.min(Math.max(u, low), high)))
        expect(got.first).toEqual(n.a.map((u, i) => (i < 4 ? u : 0)))
        expect(got.last).toEqual(n.a.map((u, i) => (i < 4 ? 0 : u)))
        expect(got.both).toEqual(n.a)
        expect(got.none).toEqual(n.a.map(() => 0))
      }),
      { numRuns: 30 },
    )
  })
  it('law: a literal of a term is that term', () => {
    const three = literal(3)
    expect(three).toEqual({ _tag: 'Literal', value: 3 })
    expect(literal(three)).toBe(three)
  })
})
