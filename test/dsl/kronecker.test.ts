import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  type Batch,
  chain,
  defineLoss,
  defineMethod,
  dot,
  grad,
  gradientStep,
  kroneckerFactors,
  kroneckerIdentity,
  kroneckerProduct,
  kroneckerQuadratic,
  like,
  loss,
  mapTasks,
  multiply,
  only,
  type Params,
  penalised,
  perTask,
  regularize,
  sampleLabels,
  squaredError,
  subtract,
} from '../../src/dsl/index.ts'
import { render } from '../../src/fault.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { cnn, mlp, type Network } from '../../src/networks/index.ts'
import { points, vectors } from '../methods/points.ts'
import { batches, exampleOf, thetas } from './examples.ts'
import { learner } from './learner.ts'

type Vector = readonly number[]

const [size, outputs] = [2, 2]
const one: Network = mlp({ hidden: [], loss: 'squaredError' })
const lines = { network: one, between: { inputShape: [size], outputs } }
/** θ = (W row by row, b). */
const width = (size + 1) * outputs

const deep = { network: mlp({ hidden: [3], activation: 'tanh' }), between: { inputShape: [size], outputs } }
const [low, high] = [size * 3 + 3, 3 * outputs + outputs]

/** A few hundred roundings of numbers of at most a hundred. */
const rounded = 300 * 2 ** -53 * 100
const close = (is: Vector, due: Vector, within = rounded): void => {
  expect(is.length).toBe(due.length)
  is.forEach((x, i) => expect(Math.abs(x - due[i]!)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(due[i]!))))
}
const product = (a: Vector, b: Vector): number => a.reduce((so, x, i) => so + x * b[i]!, 0)
/** Σᵢ wᵢ aᵢ aᵢᵀ / Σᵢ wᵢ, row after row. */
const momentsOf = (rows: readonly Vector[], w: Vector): Vector =>
  rows[0]!.flatMap((_, r) =>
    rows[0]!.map(
      (__, c) => rows.reduce((so, a, i) => so + w[i]! * a[r]! * a[c]!, 0) / w.reduce((so, wi) => so + wi, 0),
    ),
  )

/** Two numbers to two: examples, and how much each counts. */
const coordinate = fc.integer({ min: -16, max: 16 }).map((n) => n / 8)
const pair = fc.tuple(coordinate, coordinate)
const given = fc.record({
  x: fc.tuple(pair, pair, pair),
  y: fc.tuple(pair, pair, pair),
  w: fc.constantFrom([1, 1, 1], [1, 1, 0], [2, 0.5, 0]),
  theta: vectors(width),
})

describe('Kronecker factors', () => {
  const run = learner(({ theta, batch }) => ({ factors: kroneckerFactors(batch, theta) }), lines)
  it('by hand: of one linear layer with squared error, A = E[x̄ x̄ᵀ] and G = E[(f − y)(f − y)ᵀ], padding left out', () =>
    fc.assert(
      fc.asyncProperty(given, async ({ x, y, w, theta }) => {
        const batch = { ...points(x, y), weights: Float32Array.from(w) }
        const { factors } = await run(theta, batch)
        const extended = x.map((row) => [...row, 1])
        const apart = extended.map((row, i) =>
          [0, 1].map(
            (c) =>
              product(
                row,
                [0, 1, 2].map((r) => theta[r * outputs + c]!),
              ) - y[i]![c]!,
          ),
        )
        close(factors, [...momentsOf(extended, w), ...momentsOf(apart, w)])
      }),
      { numRuns: 20 },
    ))
  it('law: on labels of the model it is A ⊗ I, the Gauss–Newton matrix, as far as a mean over 4096 labels tells', async () => {
    const count = 4096
    const x = Array.from({ length: count }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
    const sampled = learner(
      ({ theta, batch }) => ({ factors: kroneckerFactors(sampleLabels(batch, theta), theta) }),
      lines,
    )
    const { factors } = await sampled(
      [1, -1, 0.5, 2, 0, 1],
      points(
        x,
        x.map(() => [0, 0]),
      ),
    )
    close(
      factors.slice(0, 9),
      momentsOf(
        x.map((row) => [...row, 1].map(Math.fround)),
        x.map(() => 1),
      ),
    )
    // ε² has variance 2 and a product of two 1: five standard deviations of a mean.
    close(factors.slice(9), [1, 0, 0, 1], (5 * Math.SQRT2) / Math.sqrt(count))
  })
  it('law: of one example A ⊗ G is ∇ℓ ∇ℓᵀ, layer by layer', async () => {
    const of = learner(({ theta, batch }) => {
      const slope = grad(loss(batch, 'predicting'))(theta)
      const v = add(theta, multiply(slope, slope))
      const layers = ['layer1', 'output'] as const
      const parts = layers.map((group) => multiply(dot(only(group)(slope), v), only(group)(slope)))
      return { is: kroneckerProduct(kroneckerFactors(batch, theta))(v), due: add(parts[0]!, parts[1]!) }
    }, deep)
    await fc.assert(
      fc.asyncProperty(batches(2, size, outputs), thetas(low + high), async (batch, theta) => {
        const { is, due } = await of(theta, exampleOf(batch, 1))
        close(is, due)
      }),
      { numRuns: 20 },
    )
  })
  it('law: with identities a product is what it is of; it is linear, and symmetric for the factors of a batch', async () => {
    const of = learner(({ theta, batch }) => {
      const factors = kroneckerFactors(batch, theta)
      const [u, v] = [grad(loss(batch))(theta), multiply(theta, theta)]
      const K = kroneckerProduct(factors)
      return {
        same: kroneckerProduct(kroneckerIdentity(theta))(u),
        u,
        sum: K(add(u, multiply(3, v))),
        sums: add(K(u), multiply(3, K(v))),
        there: dot(u, K(v)),
        here: dot(K(u), v),
        none: kroneckerProduct(like(factors, 0))(v),
        square: dot(v, K(v)),
      }
    }, deep)
    await fc.assert(
      fc.asyncProperty(batches(3, size, outputs), thetas(low + high), async (batch, theta) => {
        const is = await of(theta, batch)
        expect(is.same).toEqual(is.u)
        close(is.sum, is.sums)
        close(is.there, is.here)
        expect(is.none.every((x) => x === 0)).toBe(true)
        expect(is.square[0]).toBeGreaterThanOrEqual(-rounded)
      }),
      { numRuns: 20 },
    )
  })
  it('law: a loss that a network brings gives the factors of the same loss built in', async () => {
    const of = (network: Network) =>
      learner(({ theta, batch }) => ({ factors: kroneckerFactors(batch, theta) }), { ...lines, network })
    const own = of({ ...one, loss: defineLoss({ name: 'own', predicts: 'numbers', of: squaredError }) })
    const batch = {
      ...points(
        [
          [1, 2],
          [0.5, -1],
        ],
        [
          [1, 0],
          [0, 3],
        ],
      ),
    }
    const theta = [1, -1, 0.5, 2, 0, 1]
    close((await own(theta, batch)).factors, (await of(one)(theta, batch)).factors)
  })
})

describe('a quadratic with Kronecker products', () => {
  const program = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => {
    const list = append(
      append(perTask(kroneckerIdentity(theta)), kroneckerFactors(batch, theta)),
      kroneckerIdentity(theta),
    )
    const centre = multiply(0.5, theta)
    const held = kroneckerQuadratic({ strength: 3, list, centre })
    const alone = kroneckerQuadratic({ strength: 3, list: kroneckerFactors(batch, theta), centre })
    const way = grad(loss(batch))(theta)
    const at = (h: number) => held.value(add(theta, multiply(h, way)))
    // Of degree two, so half of f(x + h) − f(x − h) over h is the slope itself.
    return {
      slope: dot(held.gradient(theta), way),
      differed: multiply(0.5, subtract(at(1), at(-1))),
      gradient: held.gradient(theta),
      derivative: grad(held.value)(theta),
      byHand: multiply(
        3,
        add(kroneckerProduct(kroneckerFactors(batch, theta))(subtract(theta, centre)), subtract(theta, centre)),
      ),
      alone: add(alone.gradient(theta), multiply(3, subtract(theta, centre))),
      there: held.value(centre),
      step: chain(penalised(held)).step({ loss: loss(batch), rate: 0.25 })({ theta }).theta,
      plain: gradientStep({ loss: regularize(loss(batch), held), rate: 0.25 })(theta),
    }
  }
  it('law: its gradient is λ Σ A Δ G: by central differences, by derivatives and by hand; at the centre it is 0; a step adds it', async () => {
    const of = learner(program, deep)
    await fc.assert(
      fc.asyncProperty(batches(3, size, outputs), thetas(low + high), async (batch, theta) => {
        const is = await of(theta, batch)
        close(is.slope, is.differed)
        close(is.derivative, is.gradient)
        close(is.byHand, is.gradient)
        close(is.alone, is.gradient)
        close(is.step, is.plain)
        expect(is.there).toEqual([0])
      }),
      { numRuns: 15 },
    )
  })
})

describe('a network whose layers have no factors', () => {
  it('is refused before anything is learned, by the layer that has none', async () => {
    const method = defineMethod({
      name: 'held',
      source: 'a test',
      options: {},
      state: (_, theta0) => ({ past: perTask({ factors: kroneckerIdentity(theta0) }) }),
      onBatch:
        () =>
        ({ theta, past }) => {
          const list = mapTasks(past, ({ factors }) => factors)
          return { theta: subtract(theta, kroneckerQuadratic({ strength: 1, list, centre: theta }).gradient(theta)) }
        },
    })
    const refused = async (network: Network, inputShape: readonly number[]) => {
      const own = session({
        program: method.program({}),
        network,
        between: { inputShape, outputs },
        device: referenceDevice(),
      })
      const begun = await own.initial(0)()
      return isLeft(begun) ? render(begun.left) : 'begun'
    }
    expect(await refused(cnn({ channels: [2], hidden: [] }), [4, 4, 1])).toContain(
      'Kronecker factors are of a network whose layers with parameters are all dense, and look at each example by itself, got Convolution conv1',
    )
    expect(await refused(deep.network, [size])).toBe('begun')
  })
})
