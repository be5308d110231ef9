import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import {
  add,
  type Batch,
  binaryCrossEntropy,
  columns,
  contrastive,
  cos,
  crossEntropy,
  distillation,
  dot,
  features,
  field,
  firstOrder,
  grad,
  innerLoop,
  innerProducts,
  largestAlong,
  loss,
  lossBy,
  meanOuter,
  meanOver,
  mixtures,
  multiply,
  type Objective,
  only,
  outputs,
  outputsFrom,
  type Params,
  preactivations,
  type Rows,
  type Scalar,
  smoothedCrossEntropy,
  softmax,
  square,
  sumAlong,
  sumOuter,
  sumOver,
  tanh,
  targets,
  timesRows,
  transform,
} from '../../../src/dsl/index.ts'
import { batches, exampleOf, examples, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { between, byHand, classes, count, hidden, network, size, width } from './network.ts'

const first = size * hidden
const around = { network, between }

const given = fc
  .record({ batch: batches(count, size, classes), theta: thetas(width), direction: thetas(width) })
  .map(({ batch, ...of }) => ({ ...of, batch: { ...batch, weights: Float32Array.from([1, 2, 0]) } as HostBatch }))

/** Points where nothing bends or has the length 0: an even course of numbers. */
const points = [1, 2, 3].map((k) => ({
  theta: Array.from({ length: width }, (_, i) => Math.sin(1 + i * (k + 1.5))),
  batch: {
    ...examples(
      Array.from({ length: count }, (_, row) => Array.from({ length: size }, (__, j) => Math.cos(row + k * j + 0.5))),
      [k % classes, 3, 3],
      { classes },
    ),
    weights: Float32Array.from([1, 2, 0]),
  },
}))

const near = (is: readonly number[], due: readonly number[], within: number): void => {
  expect(is.length).toBe(due.length)
  is.forEach((x, i) => expect(Math.abs(x - due[i]!)).toBeLessThanOrEqual(within))
}
/** A few hundred roundings of numbers of at most a hundred. */
const rounded = 300 * 2 ** -53 * 100
/** Half of f(x + h) − f(x − h) over h is off by h² f‴ / 6 and roundings over h: with h = 2⁻¹⁷ and f‴ of at most a thousand, by 10⁻⁷. */
const step = 2 ** -17
const differed = 1e-7

const moved = (theta: readonly number[], by: readonly number[], h: number): readonly number[] =>
  theta.map((x, i) => x + h * by[i]!)

describe('derivatives of what a network gives', () => {
  it('law: the Kronecker factors of one example are exact: ∇_W L = a gᵀ for each dense layer, by its input and the derivative by what it gives', async () => {
    const run = learner(({ theta, batch }) => {
      const of = (layer: 'layer1' | 'output') => {
        const given = preactivations(batch, theta, layer)
        const g = grad((z: Rows<`preactivations:${typeof layer}`>) =>
          crossEntropy()(outputsFrom(z, theta), targets(batch), batch),
        )(given)
        return sumOuter(batch, features(batch, theta, layer), g)
      }
      return { gradient: grad(loss(batch))(theta), low: of('layer1'), high: of('output') }
    }, around)
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, exampleOf(batch, 0))
        near(is.low, is.gradient.slice(0, first), rounded)
        near(is.high, is.gradient.slice(first + hidden, first + hidden + hidden * classes), rounded)
      }),
      { numRuns: 10 },
    )
  })
  it('law: the derivative of the cross-entropy by the outputs is wᵢ (p − y) / Σ w', async () => {
    const run = learner(({ theta, batch }) => {
      const z = outputs(batch, theta)
      const g = grad((at: Rows) => crossEntropy()(at, targets(batch), batch))(z)
      // Against other rows than its own, so that each coordinate is seen.
      return { seen: sumOver(batch, sumAlong(multiply(square(add(columns(z), field(batch, 'position'))), g))) }
    }, around)
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { p, y, w } = byHand(theta, batch)
        const whole = w.reduce((a, b) => a + b, 0)
        const due = p.reduce(
          (so, row, i) => row.reduce((sum, a, j) => sum + (w[i]! * (i + j) ** 2 * w[i]! * (a - y[i]![j]!)) / whole, so),
          0,
        )
        near(is.seen, [due], rounded)
      }),
      { numRuns: 10 },
    )
  })
  const programs: Readonly<Record<string, (batch: Batch, at: Params) => Scalar>> = {
    'outputs and their softmax': (batch, at) => meanOver(batch, sumAlong(square(softmax(outputs(batch, at))))),
    'what comes into a layer': (batch, at) => sumOver(batch, sumAlong(square(features(batch, at, 'output')))),
    'what goes on from a layer': (batch, at) =>
      meanOver(batch, sumAlong(square(outputsFrom(tanh(preactivations(batch, at, 'layer1')), at)))),
    'outer products': (batch, at) => {
      const m = meanOuter(batch, features(batch, at, 'output'), outputs(batch, at))
      return dot(m, m)
    },
    'rows times a matrix': (batch, at) => {
      const h = features(batch, at, 'output')
      const m = sumOuter(batch, h, outputs(batch, at))
      return meanOver(batch, sumAlong(square(transform(m, timesRows(h, m)))))
    },
    'rows times rows': (batch, at) => {
      const z = outputs(batch, at)
      return meanOver(batch, sumAlong(square(mixtures(softmax(innerProducts(z, z)), z))))
    },
    'a contrast': (batch, at) =>
      contrastive({ temperature: 0.5 })(features(batch, at, 'output'), targets(batch), batch),
    'the largest along a row': (batch, at) => meanOver(batch, square(largestAlong(outputs(batch, at)))),
    'a loop of rows': (batch, at) =>
      meanOver(batch, sumAlong(square(innerLoop(3, (z: Rows) => tanh(add(z, sumAlong(z))))(outputs(batch, at))))),
    'a derivative by rows': (batch, at) => {
      const g = grad((z: Rows) => crossEntropy({ temperature: 2 })(z, targets(batch), batch))(outputs(batch, at))
      return meanOver(batch, sumAlong(square(g)))
    },
    'binary cross-entropy': (batch, at) => lossBy(binaryCrossEntropy)(batch)(at),
    'smoothed cross-entropy': (batch, at) => lossBy(smoothedCrossEntropy({ smoothing: 0.1 }))(batch)(at),
    distillation: (batch, at) =>
      distillation(targets(batch), { temperature: 2 })(outputs(batch, at), targets(batch), batch),
  }
  for (const [what, program] of Object.entries(programs))
    it(`law: first and second derivatives of ${what} are central differences`, async () => {
      const run = learner(({ theta, batch }) => {
        const of = (at: Params) => program(batch, at)
        const along = firstOrder(multiply(0.5, cos(theta)))
        return {
          value: of(theta),
          gradient: grad(of)(theta),
          product: grad((at: Params) => dot(grad(of)(at), along))(theta),
          along,
        }
      }, around)
      for (const { theta, batch } of points) {
        const is = await run(theta, batch)
        const [up, down] = [
          await run(moved(theta, is.along, step), batch),
          await run(moved(theta, is.along, -step), batch),
        ]
        const slope = is.gradient.reduce((so, x, i) => so + x * is.along[i]!, 0)
        const scale = Math.max(1, ...[...is.value, ...is.gradient, ...is.product].map(Math.abs))
        near([slope], [(up.value[0]! - down.value[0]!) / (2 * step)], differed * scale)
        near(
          is.product,
          up.gradient.map((x, i) => (x - down.gradient[i]!) / (2 * step)),
          differed * scale,
        )
      }
    })
  it('law: a distillation loss at the teacher’s own parameters has gradient 0 and, at temperature 1, the Fisher information as its Hessian', async () => {
    const told = learner(({ theta, batch }) => {
      const direction = only('layer1')(theta)
      const of = (temperature: number): Objective => {
        const teacher = firstOrder(outputs(batch, theta))
        return (at) => distillation(teacher, { temperature })(outputs(batch, at), targets(batch), batch)
      }
      const product = (at: Params) => grad((p: Params) => dot(grad(of(1))(p), firstOrder(direction)))(at)
      return { gradient: grad(of(1))(theta), warm: grad(of(2))(theta), product: product(theta), direction }
    }, around)
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await told(theta, batch)
        near(
          is.gradient,
          theta.map(() => 0),
          rounded,
        )
        near(
          is.warm,
          theta.map(() => 0),
          rounded,
        )
        // The outputs and their derivatives by every parameter.
        const at = (point: readonly number[]): readonly number[] => byHand(point, batch).z.flat()
        const here = at(theta)
        const slopes = theta.map((_, i) => {
          const unit = theta.map((__, j) => (i === j ? 1 : 0))
          const [up, down] = [at(moved(theta, unit, step)), at(moved(theta, unit, -step))]
          return up.map((x, k) => (x - down[k]!) / (2 * step))
        })
        const whole = batch.weights.reduce((a, b) => a + b, 0)
        const due = theta.map(() => 0)
        for (let row = 0; row < count; row += 1) {
          const own = here.slice(row * classes, (row + 1) * classes)
          const e = own.map(Math.exp)
          const p = e.map((x) => x / e.reduce((a, b) => a + b, 0))
          const jv = own.map((_, c) =>
            slopes.reduce((so, slope, i) => so + slope[row * classes + c]! * is.direction[i]!, 0),
          )
          const mean = p.reduce((so, x, c) => so + x * jv[c]!, 0)
          for (const [i, slope] of slopes.entries())
            for (let c = 0; c < classes; c += 1)
              due[i]! += (batch.weights[row]! / whole) * slope[row * classes + c]! * p[c]! * (jv[c]! - mean)
        }
        near(is.product, due, differed)
      }),
      { numRuns: 3 },
    )
  })
})
