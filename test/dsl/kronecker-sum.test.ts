import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  type Factors,
  grad,
  type KroneckerSum,
  kroneckerFactors,
  kroneckerIdentity,
  kroneckerQuadratic,
  kroneckerSum,
  loss,
  multiply,
  type Params,
  perTask,
  plusKronecker,
} from '../../src/dsl/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { batches, thetas } from './examples.ts'
import { learner } from './learner.ts'

type Vector = readonly number[]
type Dense = readonly Vector[]

const [inputs, hidden, outputs] = [2, 3, 2]
const deep = { network: mlp({ hidden: [hidden], activation: 'tanh' }), between: { inputShape: [inputs], outputs } }
/** What comes into each layer, with 1 for the bias, and out of it. θ has the layers' matrices row by row, the bias as the last. */
const layers = [
  [inputs + 1, hidden],
  [hidden + 1, outputs],
] as const
const size = layers.reduce((so, [rows, columns]) => so + rows * columns, 0)
const given = fc.tuple(batches(3, inputs, outputs), thetas(size))

/** The matrix with A[r, s] G[c, d] at the place of the r-th row and c-th column, and the s-th and d-th, layer by layer; number by number. */
const denseOf = (factors: Vector): Dense => {
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  let [at, place] = [0, 0]
  for (const [rows, columns] of layers) {
    const [A, G] = [factors.slice(at, at + rows ** 2), factors.slice(at + rows ** 2, at + rows ** 2 + columns ** 2)]
    for (let i = 0; i < rows * columns; i += 1)
      for (let j = 0; j < rows * columns; j += 1) {
        const [r, c, s, d] = [Math.floor(i / columns), i % columns, Math.floor(j / columns), j % columns]
        matrix[place + i]![place + j] = A[r * rows + s]! * G[c * columns + d]!
      }
    at += rows ** 2 + columns ** 2
    place += rows * columns
  }
  return matrix
}
const plus = (a: Vector, b: Vector): Vector => a.map((x, i) => x + b[i]!)
const quadraticOf = (matrix: Dense, v: Vector): number =>
  0.5 * matrix.reduce((so, row, i) => so + v[i]! * row.reduce((of, m, j) => of + m * v[j]!, 0), 0)

/** Sums of at most 17² products of numbers of at most a hundred, with half of f(x + 1) − f(x − 1), which of degree two is the slope itself. */
const close = (is: Vector, due: Vector): void => {
  expect(is.length).toBe(due.length)
  const scale = Math.max(1, ...due.map(Math.abs))
  is.forEach((x, i) => expect(Math.abs(x - due[i]!)).toBeLessThanOrEqual(1000 * 2 ** -53 * 100 * scale))
}

const strength = 3
const program = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => {
  const [first, second] = [kroneckerFactors(batch, theta), kroneckerFactors(batch, multiply(-2, theta))] as const
  const centre = multiply(0.5, theta)
  const none = {
    products: perTask(kroneckerIdentity(theta)),
    factors: multiply(0, kroneckerIdentity(theta)),
  } as const
  const after = (sum: KroneckerSum, ...tasks: readonly Factors[]) => tasks.reduce(plusKronecker, sum)
  const held = (sum: KroneckerSum) => kroneckerQuadratic({ strength, list: sum, centre })
  const of = (sum: KroneckerSum, at: Params) => ({ gradient: held(sum).gradient(at), value: held(sum).value(at) })
  const way = grad(loss(batch))(theta)
  const [products, factors] = [after(none.products, first, second), after(none.factors, first, second)]
  return {
    first,
    second,
    productsGradient: of(products, theta).gradient,
    productsValue: of(products, theta).value,
    productsDerivative: grad(held(products).value)(theta),
    factorsGradient: of(factors, theta).gradient,
    factorsValue: of(factors, theta).value,
    oneOfProducts: kroneckerSum(after(none.products, first))(way),
    oneOfFactors: kroneckerSum(after(none.factors, first))(way),
    noneOfProducts: kroneckerSum(none.products)(way),
    noneOfFactors: kroneckerSum(none.factors)(add(way, theta)),
  }
}

describe('a sum of Kronecker products', () => {
  const run = learner(program, deep)
  it('law: its quadratic is that of the matrix written out, by value and by central differences in every coordinate', () =>
    fc.assert(
      fc.asyncProperty(given, async ([batch, theta]) => {
        const is = await run(theta, batch)
        const apart = theta.map((x) => 0.5 * x)
        const [one, two] = [denseOf(is.first), denseOf(is.second)]
        const check = (matrix: Dense, value: Vector, gradient: Vector) => {
          const f = (v: Vector): number => strength * quadraticOf(matrix, v)
          const slope = apart.map((_, i) => {
            const [up, down] = [1, -1].map((h) => f(apart.map((x, j) => (i === j ? x + h : x))))
            return (up! - down!) / 2
          })
          close(value, [f(apart)])
          close(gradient, slope)
        }
        check(
          one.map((row, i) => plus(row, two[i]!)),
          is.productsValue,
          is.productsGradient,
        )
        check(denseOf(plus(is.first, is.second)), is.factorsValue, is.factorsGradient)
        close(is.productsDerivative, is.productsGradient)
      }),
      { numRuns: 15 },
    ))
  it('law: of one task both forms are the same, to the bit, and of none both are 0', () =>
    fc.assert(
      fc.asyncProperty(given, async ([batch, theta]) => {
        const is = await run(theta, batch)
        expect(is.oneOfFactors).toEqual(is.oneOfProducts)
        for (const none of [is.noneOfProducts, is.noneOfFactors]) expect(none.every((x) => x === 0)).toBe(true)
      }),
      { numRuns: 15 },
    ))
  it('control: of two tasks they are not, as one task’s A goes with the other’s G', async () => {
    const [[batch, theta]] = fc.sample(given, { numRuns: 1, seed: 3 }) as [[never, Vector]]
    const is = await run(theta, batch)
    expect(is.factorsValue[0]! - is.productsValue[0]!).toBeGreaterThan(0.01 * is.productsValue[0]!)
  })
})
