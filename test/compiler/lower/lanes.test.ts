import { describe, expect, it } from 'vitest'
import type { LanesChoice } from '../../../src/compiler/index.ts'
import {
  type Batch,
  clipByNorm,
  defineMethod,
  expectation,
  fisher,
  gaussian,
  grad,
  gradientStep,
  innerLoop,
  less,
  mean,
  multiply,
  norm,
  type Objective,
  type Params,
  sampleLabels,
  sensitivity,
  shuffle,
  subtract,
  take,
  trajectory,
  when,
} from '../../../src/dsl/index.ts'
import { hostBatch } from '../../../src/experiment/pairs.ts'
import { orThrow } from '../../../src/fault.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { counting } from '../../../src/laws/roundings.ts'
import { mlp, type Network } from '../../../src/networks/index.ts'
import { right } from '../../experiment/digits.ts'
import { devices } from '../../interpreters/devices/devices.ts'

/** What an event may do with the parts of a batch: from the parameters and the batch to a direction. */
type Direction = (theta: Params, batch: Batch, loss: (x: Batch) => Objective) => Params

const descended = (loss: Objective) => gradientStep({ loss, rate: 0.1 })
const meta =
  (steps: number): Direction =>
  (theta, batch, loss) => {
    const after = (x: Batch) => (at: Params) => loss(take(x, 2, 2))(innerLoop(steps, descended(loss(take(x, 2))))(at))
    return grad((at: Params) => expectation(batch, (x) => after(x)(at), 4))(theta)
  }

const directions: Readonly<Record<string, Direction>> = {
  'the mean of gradients by samples, clipped': (theta, batch, loss) =>
    expectation(batch, (x) => clipByNorm(1)(grad(loss(x))(theta))),
  'the empirical Fisher information': (theta, batch) => fisher('empirical')(batch, theta),
  'the Fisher information of sampled labels': (theta, batch) => fisher('true')(batch, theta),
  'sensitivity by samples': (theta, batch) => sensitivity(batch, theta),
  'sensitivity by threes, the last of which is smaller': (theta, batch) => sensitivity(batch, theta, 3),
  'a meta-gradient through one step': meta(1),
  'a meta-gradient through three': meta(3),
  'a mean of noise': (theta, batch, loss) =>
    expectation(batch, (x) => multiply(norm(grad(loss(sampleLabels(x, theta)))(theta)), gaussian(theta))),
  'a mean along a trajectory': (theta, batch, loss) =>
    grad((at: Params) => mean(trajectory(3, descended(loss(batch)))(at), loss(shuffle(batch))))(theta),
  'a decision by sample': (theta, batch, loss) =>
    expectation(batch, (x) => {
      const g = grad(loss(x))(theta)
      return when(less(norm(g), 0.7), multiply(2, g), subtract(g, theta))
    }),
  'what no sample changes': (theta, batch) => expectation(batch, () => multiply(2, theta)),
  'a mean within a mean': (theta, batch, loss) =>
    expectation(batch, (x) => expectation(take(x, 4), (y) => grad(loss(y))(theta), 2), 4),
}

const network = mlp({ hidden: [5], activation: 'tanh' })
const between = { inputShape: [2], outputs: 3 }
const wave = (i: number): number => Math.sin(1.7 * i + 0.3)
const count = 8
const batch = right(
  hostBatch(
    'lanes',
    2,
    3,
  )({
    inputs: Array.from({ length: count }, (_, i) => [wave(i), wave(i + 40)]),
    targets: Array.from({ length: count }, (_, i) => [0, 1, 2].map((c) => (c === i % 3 ? 1 : 0))),
  }),
)

/** The direction that a method makes of a batch, tensor by tensor: it is what it makes of its parameters. */
const madeOn = async <B>(device: Device<B>, direction: Direction, lanes: LanesChoice | undefined) => {
  const method = defineMethod({
    name: 'by parts',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta, batch, loss }) => ({ theta: direction(theta, batch, loss) }),
  })
  const of: Network = network
  const own = session({ program: method.program({}), network: of, between, device, lanes })
  const start = await orThrow(own.initial(3))
  const after = await orThrow(own.handle(3, start, { name: 'onBatch', task: 0, batch: 0, batches: { batch } }))
  const made = (await orThrow(own.read(after.theta!))).flatMap((tensor) => Array.from(tensor))
  own.release(after)
  return made
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)

const size = (a: readonly number[]): number => a.reduce((most, x) => Math.max(most, Math.abs(x)), 1)

describe('iterations that know nothing of each other', () => {
  it.each(Object.keys(directions))('law: lanes equal the loop to rounding, in float64: %s', async (name) => {
    const { device, roundings } = counting(referenceDevice())
    const [loop, lanes] = [
      await madeOn(device, directions[name]!, 'off'),
      await madeOn(device, directions[name]!, 'on'),
    ]
    expect(loop.some((x) => x !== 0)).toBe(true)
    expect(apart(loop, lanes)).toBeLessThanOrEqual(roundings() * Number.EPSILON * size(loop))
  })

  describe.each(devices)('on $name', (device) => {
    it.each(Object.keys(directions))('law: %s, to the roundings of the device, and nothing leaks', async (name) => {
      const counted = counting(device)
      const before = device.buffers()
      const loop = await madeOn(counted.device, directions[name]!, 'off')
      const lanes = await madeOn(counted.device, directions[name]!, 'on')
      expect(apart(loop, lanes)).toBeLessThanOrEqual(counted.roundings() * 2 ** -23 * size(loop))
      expect(device.buffers()).toBe(before)
    })
  })

  it('control: of other samples the mean is another', async () => {
    const device = referenceDevice()
    const clipped = directions['the mean of gradients by samples, clipped']!
    const fewer: Direction = (theta, batch, loss) => clipped(theta, take(batch, count - 1), loss)
    expect(apart(await madeOn(device, clipped, 'on'), await madeOn(device, fewer, 'on'))).toBeGreaterThan(1e-4)
  })
})

describe('whether they are lanes', () => {
  const of = directions['the mean of gradients by samples, clipped']!
  const on = (laneBytes: number, lanes?: LanesChoice) => madeOn({ ...referenceDevice(), laneBytes }, of, lanes)

  it('is off where nothing is asked: the same bits as a loop, on whatever device', async () => {
    const loop = await on(0, 'off')
    expect(await on(2 ** 30)).toEqual(loop)
    expect(await on(2 ** 30, 'off')).toEqual(loop)
  })
  it('follows from the sizes of the program and the device where it is left to them, the same every time', async () => {
    const [loop, lanes] = [await on(0, 'off'), await on(0, 'on')]
    // Sums in another order: what is asked for makes a difference here.
    expect(lanes).not.toEqual(loop)
    // The widest value in lanes are the slopes of the larger matrix by samples, [8, 5, 3].
    const widest = 4 * count * 5 * 3
    expect(await on(widest, 'auto')).toEqual(lanes)
    expect(await on(widest - 1, 'auto')).toEqual(loop)
    expect(await on(widest - 1, 'auto')).toEqual(loop)
  })
})
