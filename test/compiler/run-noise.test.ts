import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  divide,
  dot,
  expectation,
  fisher,
  grad,
  innerLoop,
  labelledOutput,
  loss,
  mapTasks,
  multiply,
  type Objective,
  outputSensitivity,
  type Params,
  push,
  ring,
  type Scalar,
  sampleLabels,
  sensitivity,
  softLabels,
  square,
  subtract,
  sum,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import {
  batchNormalisation,
  dense,
  dropout,
  type Layer,
  layoutOf,
  type Network,
  sizeOfLayout,
  tanh,
} from '../../src/networks/index.ts'
import { examples } from '../dsl/examples.ts'
import { learner, learnerOn } from '../dsl/learner.ts'
import { devices } from '../interpreters/devices/devices.ts'

const width = 64
const between = { inputShape: [width], outputs: 2 }
const net = (...layers: readonly Layer[]): Network => ({
  name: 'noisy',
  layers,
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
})
/** The gradient of ⟨y, f(x)⟩ by the weights to the class of the only example is what is left of x: the mask can be read. */
const bare = { network: net(dropout(0.5), dense('output', 'outputs')), between }
const size = sizeOfLayout(layoutOf(bare.network, between))
const theta = Array.from({ length: size }, (_, i) => ((i * 7) % 11) / 16 - 0.25)
const ones = examples([Array<number>(width).fill(1)], [0])
const seen = (batch: Batch): Objective => labelledOutput(batch, 'learning')
const mask = (weights: readonly number[]): readonly number[] =>
  weights.slice(0, 2 * width).filter((_, i) => i % 2 === 0)
const seeds = fc.integer({ min: 0, max: 1e6 })
const apart = (a: Params, b: Params): Scalar => sum(square(subtract(a, b)))

describe('what the layers of a noisy network draw', () => {
  const [seed = 0] = fc.sample(seeds, 1)
  const once = learner(({ theta, batch }) => ({ own: grad(seen(batch))(theta) }), bare)

  it('law: half of the inputs are left, twice as large', async () => {
    const { own } = await once(theta, ones, { seed })
    expect(new Set(mask(own))).toEqual(new Set([0, 2]))
  })
  it('law: seed, task, event and batch each make other masks; the same ones the same', async () => {
    const at = { seed, task: 1, batch: 2, event: 'onBatch' as const }
    const base = (await once(theta, ones, at)).own
    expect((await once(theta, ones, at)).own).toEqual(base)
    for (const changed of [{ seed: seed + 1 }, { task: 2 }, { batch: 3 }, { event: 'onTaskEnd' as const }])
      expect((await once(theta, ones, { ...at, ...changed })).own).not.toEqual(base)
  })
  it('law: two runs in one event have two masks, one that is used twice has one', async () => {
    const run = learner(({ theta, batch }) => {
      const [one, other] = [grad(seen(batch))(theta), grad(seen(batch))(theta)]
      return { one, other, same: apart(one, one), apart: apart(one, other) }
    }, bare)
    const got = await run(theta, ones, { seed })
    expect(got.same).toEqual([0])
    expect(got.apart[0]).toBeGreaterThan(0)
    expect(mask(got.one)).not.toEqual(mask(got.other))
  })
  it('law: each step of a loop has its own, samples and past tasks too', async () => {
    const run = learner(
      ({ theta, batch, memory }) => {
        const walked = innerLoop(3, (s: { readonly at: Params; readonly now: Params; readonly before: Params }) => ({
          at: subtract(s.at, multiply(0.25, grad(seen(batch))(s.at))),
          now: grad(seen(batch))(s.at),
          before: s.now,
        }))({ at: theta, now: theta, before: theta })
        return {
          now: walked.now,
          before: walked.before,
          samples: expectation(batch, (x) => grad(seen(x))(theta)),
          tasks: totalOverTasks(mapTasks(memory, (past) => grad(seen(past))(theta))),
          memory: push(memory, batch),
        }
      },
      { ...bare, memories: { memory: ring(1) } },
    )
    const twice = examples([Array<number>(width).fill(1), Array<number>(width).fill(1)], [0, 0])
    const first = await run(theta, twice, { seed })
    expect(mask(first.now)).not.toEqual(mask(first.before))
    // A mean of two masks of 0 and 2: where they differ it is 1.
    expect(new Set(mask(first.samples))).toEqual(new Set([0, 1, 2]))
    const second = await run(theta, twice, { seed, task: 1, memories: first.memories })
    const { tasks } = await run(theta, twice, { seed, task: 2, memories: second.memories })
    expect(new Set(mask(tasks))).toEqual(new Set([0, 2, 4]))
  })
  it('law: what nothing of a loop enters is one run in all of its iterations: products with a Hessian are of one matrix', async () => {
    /** How far the products of two iterations at θ are apart, and how large one is; at what the loop carries, where it `moves`. */
    const looped = (moves: boolean) =>
      learner(({ theta, batch }) => {
        const product = (at: Params): Params =>
          grad((p: Params) => dot(grad((q: Params) => square(seen(batch)(q)))(p), theta))(at)
        const { now, before } = innerLoop(2, (s: { readonly now: Params; readonly before: Params }) => ({
          now: product(!moves ? theta : add(theta, multiply(0, s.now))),
          before: s.now,
        }))({ now: theta, before: theta })
        return { apart: apart(now, before), large: sum(square(now)) }
      }, bare)
    const still = await looped(false)(theta, ones, { seed })
    expect(still.apart).toEqual([0])
    expect(still.large[0]).toBeGreaterThan(0)
    // Taken at what the loop carries, it is another matrix in each.
    expect((await looped(true)(theta, ones, { seed })).apart[0]).toBeGreaterThan(0)
  })
  it('law: labels that the network gives itself come of runs of their own', async () => {
    const run = learner(({ theta, batch }) => {
      const surprise = (labelled: Batch): Scalar => loss(labelled, 'predicting')(theta)
      return {
        soft: surprise(softLabels(batch, theta)),
        again: surprise(softLabels(batch, theta)),
        still: surprise(softLabels(batch, theta, 'predicting')),
        sampled: surprise(sampleLabels(batch, theta)),
      }
    }, bare)
    const { soft, again, still, sampled } = await run(theta, ones, { seed })
    expect(new Set([soft[0], again[0], still[0]]).size).toBe(3)
    expect(Number.isFinite(sampled[0])).toBe(true)
  })
  it('law: importances are of the network that predicts: as if nothing were dropped, to the bit', async () => {
    const still = { network: net(dense('output', 'outputs')), between }
    const estimates = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
      empirical: fisher('empirical')(batch, theta),
      norm: sensitivity(batch, theta),
      outputs: outputSensitivity(batch, theta),
      loss: loss(batch, 'predicting')(theta),
    })
    const mixed = examples([Array.from({ length: width }, (_, i) => (i % 5) / 4), Array<number>(width).fill(1)], [0, 1])
    const [noisy, quiet] = [await learner(estimates, bare)(theta, mixed), await learner(estimates, still)(theta, mixed)]
    expect(noisy).toEqual(quiet)
    const control = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
      loss: loss(batch)(theta),
    })
    expect(await learner(control, bare)(theta, mixed)).not.toEqual(await learner(control, still)(theta, mixed))
  })
  it('law: at rate 0 a program is the one without the layer, to the bit', async () => {
    const program = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
      slope: grad(loss(batch))(theta),
    })
    const at0 = { network: net(dropout(0), dense('output', 'outputs')), between }
    const without = { network: net(dense('output', 'outputs')), between }
    expect(await learner(program, at0)(theta, ones)).toEqual(await learner(program, without)(theta, ones))
  })
})

const deepBetween = { inputShape: [3], outputs: 2 }
const deep = {
  network: net(dense('first', 6), tanh, dropout(0.4), dense('output', 'outputs')),
  between: deepBetween,
}
const deepSize = sizeOfLayout(layoutOf(deep.network, deepBetween))
const deepTheta = Array.from({ length: deepSize }, (_, i) => ((i * 5) % 13) / 8 - 0.75)
const some = examples(
  [
    [0.5, -1, 0.25],
    [1, 0.75, -0.5],
    [-0.25, 0.5, 1],
  ],
  [0, 1, 1],
)

describe('derivatives through a noisy network', () => {
  const [seed = 0] = fc.sample(seeds, 1)
  const h = 2 ** -12
  /** A step by gradient descent, twice, and the loss there: derivatives go through runs inside of runs. */
  const adapted =
    (batch: Batch): Objective =>
    (theta) =>
      loss(batch)(innerLoop<Params>(2, (at) => subtract(at, multiply(0.5, grad(loss(batch))(at))))(theta))
  it.each([
    ['the loss', (batch: Batch): Objective => loss(batch)],
    ['the loss after an inner loop', adapted],
  ] as const)('law: of %s, first and second ones are central differences at the same masks', async (_, of) => {
    const value = learner(({ theta, batch }) => ({ y: of(batch)(theta) }), deep)
    const slope = learner(({ theta, batch }) => ({ g: grad(of(batch))(theta) }), deep)
    const curved = learner(({ theta, batch }) => ({ hv: grad((p: Params) => sum(grad(of(batch))(p)))(theta) }), deep)
    const moved = (i: number, by: number) => deepTheta.map((x, j) => (j === i ? x + by : x))
    const { g } = await slope(deepTheta, some, { seed })
    for (let i = 0; i < deepSize; i += 3) {
      const [up, down] = [await value(moved(i, h), some, { seed }), await value(moved(i, -h), some, { seed })]
      // h² of the third derivative, and rounding by h.
      expect(Math.abs(g[i]! - (up.y[0]! - down.y[0]!) / (2 * h))).toBeLessThan(1e-5)
    }
    const all = (by: number) => deepTheta.map((x) => x + by)
    const [up, down] = [await slope(all(h), some, { seed }), await slope(all(-h), some, { seed })]
    const { hv } = await curved(deepTheta, some, { seed })
    hv.forEach((x, i) => {
      expect(Math.abs(x - (up.g[i]! - down.g[i]!) / (2 * h))).toBeLessThan(1e-4)
    })
    expect(hv.some((x) => Math.abs(x) > 1e-3)).toBe(true)
    expect((await slope(deepTheta, some, { seed: seed + 1 })).g).not.toEqual(g)
  })
  it('law: the mean gradient over masks of (w x)² is 2 w x² / (1 − rate)', async () => {
    // ⟨y, f⟩² of one input and weight w: E (w x m)² = w² x² / (1 − rate), so its slope by w is 2 w x² / (1 − rate).
    const single = { network: net(dropout(0.25), dense('output', 'outputs')), between: { inputShape: [1], outputs: 1 } }
    const count = 4000
    const run = learner(
      ({ theta, batch }) => ({
        mean: divide(
          innerLoop<Params>(count, (total, i) =>
            add(total, grad((p: Params) => square(seen(batch)(p)))(add(theta, multiply(0, i)))),
          )(multiply(0, theta)),
          count,
        ),
      }),
      single,
    )
    const { mean } = await run([0.5, 0], examples([[1.5]], [0], { classes: 1 }), { seed })
    const slope = 2 * 0.5 * 1.5 ** 2
    // m² is 0 or 1 / (1 − rate)²: within 6 standard deviations of the mean.
    const deviation = (slope * Math.sqrt(0.25 * 0.75)) / 0.75 ** 2 / Math.sqrt(count)
    expect(Math.abs(mean[0]! - slope / 0.75)).toBeLessThan(6 * deviation)
  })
  it('law: padding drops nothing: examples of weight 0 move no derivative', async () => {
    const slope = learner(({ theta, batch }) => ({ g: grad(loss(batch))(theta) }), deep)
    const padded = { ...some, weights: Float32Array.from([1, 1, 0]) }
    const other = { ...padded, inputs: Float32Array.from(some.inputs, (x, i) => (i < 6 ? x : 9)) }
    expect(await slope(deepTheta, other, { seed })).toEqual(await slope(deepTheta, padded, { seed }))
  })
})

describe('on every device', () => {
  const [seed = 0] = fc.sample(seeds, 1)
  it.each(devices)('law: $name drops the same numbers, in loops too', async (device) => {
    const before = device.buffers()
    const masks = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
      one: grad(seen(batch))(theta),
      last: innerLoop<Params>(3, (now) => grad(seen(batch))(add(theta, multiply(0, now))))(theta),
    })
    const [here, there] = await Promise.all(
      [learner(masks, bare), learnerOn(device)(masks, bare)].map((run) => run(theta, ones, { seed })),
    )
    // 0 and 2 are exact.
    expect(there).toEqual(here)
    expect(device.buffers()).toBe(before)
  })
  it.each(devices)('law: $name takes the same steps with what is normalised after it', async (device) => {
    const before = device.buffers()
    const after = {
      network: net(dense('first', 6), dropout(0.4), batchNormalisation('n'), tanh, dense('output', 'outputs')),
      between: deepBetween,
    }
    const length = sizeOfLayout(layoutOf(after.network, deepBetween))
    const at = Array.from({ length }, (_, i) => ((i * 5) % 13) / 8 - 0.75)
    const step = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
      theta: subtract(theta, multiply(0.25, grad(loss(batch))(theta))),
    })
    const [here, there] = await Promise.all(
      [learner(step, after), learnerOn(device)(step, after)].map((run) => run(at, some, { seed })),
    )
    // Some hundred operations on numbers up to 4, through a division by a deviation.
    there!.theta.forEach((x, i) => expect(Math.abs(x - here!.theta[i]!)).toBeLessThan(2 ** -14))
    expect(device.buffers()).toBe(before)
  })
})
