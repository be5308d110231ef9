import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  dot,
  expectation,
  grad,
  gradientStep,
  innerLoop,
  join,
  loss,
  mean,
  multiply,
  overSamples,
  type Params,
  relu,
  type Scalar,
  squaredOutputNorm,
  trajectory,
} from '../../../src/dsl/index.ts'
import { inner, near, plus, slopeOf } from '../../../src/laws/index.ts'
import { layoutOf, mlp, sizeOfLayout } from '../../../src/networks/index.ts'
import { batches, exampleOf, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { lossGradient } from '../softmax-regression.ts'

const curved = { network: mlp({ hidden: [3], activation: 'tanh' }), between: { inputShape: [2], outputs: 2 } }
const size = sizeOfLayout(layoutOf(curved.network, curved.between))
const step = (batch: Batch) => gradientStep({ loss: loss(batch), rate: 0.5 })

/** What the objective of some paper makes of a batch. */
const objectives: Readonly<Record<string, (batch: Batch) => (theta: Params) => Scalar>> = {
  'the loss': (batch) => loss(batch),
  'the squared norm of the output': (batch) => squaredOutputNorm(batch),
  'MAML: the loss after two steps': (batch) => (at) => loss(batch)(innerLoop(2, step(batch))(at)),
  'the loss after a step for each sample': (batch) => (at) =>
    loss(batch)(overSamples(batch, (so: Params, x) => step(x)(so))(at)),
  'the loss after a step for each two samples': (batch) => (at) =>
    loss(batch)(overSamples(batch, (so: Params, x) => step(x)(so), 2)(at)),
  'La-MAML: the mean loss along those steps': (batch) => (at) =>
    mean(trajectory(overSamples(batch, (so: Params, x) => step(x)(so)))(at), (so) => loss(join(batch, batch))(so)),
  'the mean over samples of the loss after a step on each': (batch) => (at) =>
    expectation(batch, (x) => loss(batch)(step(x)(at))),
  'the squared norm of the gradient': (batch) => (at) => dot(grad(loss(batch))(at), grad(loss(batch))(at)),
}

describe('grad through examples is what central differences give', () => {
  it.each(Object.entries(objectives))('law: %s, once and twice', async (_, objective) => {
    const run = learner(({ theta, batch }) => {
      const L = objective(batch)
      const slope = (at: Params): Scalar => dot(grad(L)(at), relu(add(multiply(0, at), 1)))
      return { height: L(theta), gradient: grad(L)(theta), slope: slope(theta), curvature: grad(slope)(theta) }
    }, curved)
    await fc.assert(
      fc.asyncProperty(thetas(size), thetas(size), batches(3, 2), async (theta, v, batch) => {
        const at = (t: number) => run(plus(theta, v, t), batch)
        const { gradient, curvature } = await at(0)
        const first = await slopeOf(async (t) => (await at(t)).height[0]!)
        const second = await slopeOf(async (t) => (await at(t)).slope[0]!)
        expect(Math.abs(inner(gradient, v) - first.slope)).toBeLessThanOrEqual(first.error)
        expect(Math.abs(inner(curvature, v) - second.slope)).toBeLessThanOrEqual(second.error)
      }),
      { numRuns: 8 },
    )
  })
})

describe('overSamples', () => {
  const run = learner(({ theta, batch }) => ({
    after: overSamples(batch, (at: Params, x) => step(x)(at))(theta),
    numbered: overSamples(batch, (so: Scalar, _, i) => add(multiply(10, so), i))(multiply(0, dot(theta, theta))),
    whole: step(batch)(theta),
    mean: expectation(batch, (x) => grad(loss(x))(theta)),
    gradient: grad(loss(batch))(theta),
  }))
  const cases = [thetas(8), batches(4)] as const
  it('law: is one step after the other by hand, in the order of the batch', () =>
    fc.assert(
      fc.asyncProperty(...cases, async (theta, batch) => {
        const want = Array.from({ length: batch.count }).reduce<readonly number[]>(
          (at, _, i) => plus(at, lossGradient(at, exampleOf(batch, i)), -0.5),
          theta,
        )
        const { after, numbered } = await run(theta, batch)
        expect(near(after, want, 128, 4)).toBe(true)
        expect(numbered).toEqual([123])
      }),
    ))
  it('law: the expectation of the gradient of a sample is the gradient of the batch, by hand too', () =>
    fc.assert(
      fc.asyncProperty(...cases, async (theta, batch) => {
        const r = await run(theta, batch)
        expect(near(r.mean, r.gradient, 64, 4) && near(r.gradient, lossGradient(theta, batch), 64, 4)).toBe(true)
      }),
    ))
  it('control: it is not one step on the batch', async () => {
    const points = fc.sample(fc.tuple(...cases), 10)
    const results = await Promise.all(points.map(([theta, batch]) => run(theta, batch)))
    expect(results.every(({ after, whole }) => near(after, whole, 1e6, 1))).toBe(false)
  })
})
