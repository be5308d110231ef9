import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import {
  add,
  type Batch,
  dot,
  expectation,
  firstOrder,
  grad,
  loss,
  multiply,
  type Params,
  type Scalar,
} from '../../../src/dsl/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { layoutOf } from '../../../src/networks/index.ts'
import { devices } from '../../interpreters/devices/devices.ts'
import { batches, examples, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { type Both, gated, modulatedLoss, onReference, probe } from './modulated.ts'
import { between, classes, count, size } from './network.ts'

const width = layoutOf(gated, between).tensors.reduce((so, { shape }) => so + shape.reduce((a, b) => a * b, 1), 0)

const weighted = (batch: HostBatch): HostBatch => ({ ...batch, weights: Float32Array.from([1, 2, 0]) })

const given = fc.record({ batch: batches(count, size, classes).map(weighted), at: thetas(width), to: thetas(width) })

/** The value, the gradient, and the product of its Hessian with a direction: all three by both, as one. */
const told =
  (of: (batch: Batch) => (at: Both) => Scalar) =>
  ({ theta, phi, along, batch }: Both & { readonly along: Both; readonly batch: Batch }) => {
    const f = of(batch)
    const product = grad((at: Both) => {
      const by = grad(f)(at)
      return add(dot(by.theta, firstOrder(along.theta)), dot(by.phi, firstOrder(along.phi)))
    })({ theta, phi })
    return {
      gradient: { value: f({ theta, phi }), ...grad(f)({ theta, phi }) },
      product: { value: f({ theta, phi }), ...product },
    }
  }
const gradientOf = (of: (batch: Batch) => (at: Both) => Scalar) => onReference((sees) => told(of)(sees).gradient)
const productOf = (of: (batch: Batch) => (at: Both) => Scalar) => onReference((sees) => told(of)(sees).product)

const gradient = gradientOf(modulatedLoss)
const product = productOf(modulatedLoss)

const near = (is: readonly number[], due: readonly number[], within: number): void => {
  expect(is.length).toBe(due.length)
  is.forEach((x, i) => expect(Math.abs(x - due[i]!)).toBeLessThanOrEqual(within))
}
/** A few hundred roundings of numbers of at most a hundred. */
const rounded = 300 * 2 ** -53 * 100
/** Half of f(x + h) − f(x − h) over h is off by h² f‴ / 6 and roundings over h: with h = 2⁻¹⁷ and f‴ of at most a thousand, by 10⁻⁷. */
const step = 2 ** -17
const differed = 1e-7
const moved = (at: readonly number[], by: readonly number[], h: number) => at.map((x, i) => x + h * by[i]!)

/** An even course of numbers, and three examples. */
const even = Array.from({ length: width }, (_, i) => Math.fround(Math.sin(i + 1)))
const inputs = [
  [1, 0.5, -1],
  [0, 1, 2],
  [1, 1, 1],
]
const three = examples(inputs, [0, 1, 2], { classes })

/** The same by the network whose gate is a layer. */
const byLayer = learner(
  ({ theta, batch }) => {
    const along = firstOrder(theta)
    return {
      value: loss(batch)(theta),
      gradient: grad(loss(batch))(theta),
      product: grad((at: Params) => dot(grad(loss(batch))(at), along))(theta),
    }
  },
  { network: gated, between },
)

describe('a network of the method’s own over the inputs of a batch', () => {
  it('law: as a gate of features it is the gate of a layer, in value, gradient and Hessian product', () =>
    fc.assert(
      fc.asyncProperty(given, async ({ at, batch }) => {
        const due = await byLayer(at, batch)
        const is = await gradient(at, at, batch)
        near([is.value], due.value, rounded)
        near(is.by, due.gradient, rounded)
        near((await product(at, at, batch)).by, due.product, rounded)
      }),
      { numRuns: 10 },
    ))
  it('control: without it, or at other parameters, it is not', async () => {
    const due = (await byLayer(even, three)).value[0]!
    const plain = gradientOf(
      (on) =>
        ({ theta, phi }) =>
          add(loss(on)(theta), multiply(0, dot(phi, phi))),
    )
    expect(Math.abs((await plain(even, even, three)).value - due)).toBeGreaterThan(1e-3)
    const doubled = gradientOf(
      (on) =>
        ({ theta, phi }) =>
          modulatedLoss(on)({ theta, phi: multiply(2, phi) }),
    )
    expect(Math.abs((await doubled(even, even, three)).value - due)).toBeGreaterThan(1e-3)
  })
  it('law: its first and second derivatives, by both, are central differences', () =>
    fc.assert(
      fc.asyncProperty(given, async ({ at, batch, ...of }) => {
        // Of a length of at most one, so that no third derivative is above a thousand.
        const to = of.to.map((x) => x / 8)
        const is = await gradient(at, to, batch)
        const up = await gradient(moved(at, to, step), to, batch)
        const down = await gradient(moved(at, to, -step), to, batch)
        const slope = is.by.reduce((so, x, i) => so + x * to[i]!, 0)
        near([slope], [(up.value - down.value) / (2 * step)], differed)
        near(
          (await product(at, to, batch)).by,
          up.by.map((x, i) => (x - down.by[i]!) / (2 * step)),
          differed,
        )
      }),
      { numRuns: 10 },
    ))
  const changed = (batch: HostBatch, weights: readonly number[]): HostBatch => ({
    ...batch,
    inputs: batch.inputs.slice().fill(1.5, 2 * size),
    weights: Float32Array.from(weights),
  })
  it('law: padding never counts, whatever its inputs are', () =>
    fc.assert(
      fc.asyncProperty(given, async ({ at, batch }) => {
        expect(await gradient(at, at, changed(batch, [1, 2, 0]))).toEqual(await gradient(at, at, batch))
      }),
      { numRuns: 10 },
    ))
  it('control: what counts does', async () => {
    const is = await gradient(even, even, changed(three, [1, 1, 1]))
    expect(is.by).not.toEqual((await gradient(even, even, three)).by)
  })
  it.each(['on', 'off'] as const)('law: of one example at a time, lanes %s, its mean is that of the batch', (lanes) => {
    const each = probe(
      ({ theta, phi, batch }) =>
        expectation(batch, (x) => ({
          value: modulatedLoss(x)({ theta, phi }),
          ...grad(modulatedLoss(x))({ theta, phi }),
        })),
      referenceDevice(),
      lanes,
    )
    return fc.assert(
      fc.asyncProperty(given, async ({ at, batch }) => {
        const [is, due] = [await each(at, at, batch), await gradient(at, at, batch)]
        near([is.value, ...is.by], [due.value, ...due.by], rounded)
      }),
      { numRuns: 5 },
    )
  })
  it.each(devices.map((device) => [device.name, device] as const))('on %s too', async (_, device) => {
    const f = probe((sees) => told(modulatedLoss)(sees).product, device)
    const [is, due] = [await f(even, even, weighted(three)), await product(even, even, weighted(three))]
    // Some three hundred roundings of numbers of at most ten, in single precision.
    near([is.value, ...is.by], [due.value, ...due.by], 300 * 2 ** -24 * 10)
  })
})
