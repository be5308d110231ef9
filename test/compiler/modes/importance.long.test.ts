import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { statisticsSlot } from '../../../src/compiler/index.ts'
import { padTo } from '../../../src/data/index.ts'
import {
  decodeOptions,
  defineMethod,
  expectation,
  fisher,
  grad,
  gradientStep,
  loss,
  type Method,
  outputSensitivity,
  sensitivity,
  square,
} from '../../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { type SlotValue, session } from '../../../src/interpreters/runtime/index.ts'
import { ewc, naturalGradient } from '../../../src/methods/index.ts'
import { layoutOf, type Network } from '../../../src/networks/index.ts'
import { denseNormalised, smallNetworks } from '../../conformance/small-networks.ts'
import { right } from '../../methods/played.ts'
import { images } from '../image-batches.ts'
import { type Dual, predicted } from './oracle.ts'

const between = { inputShape: [6, 5, 1], outputs: 3 }
const batch = (labels: readonly number[], seed: number) =>
  images(labels, { inputShape: between.inputShape, classes: between.outputs, seed })

/** What a learner has at the end of a task. */
interface Learned {
  readonly theta: readonly ArrayLike<number>[]
  readonly running: readonly ArrayLike<number>[]
  /** What slots hold. */
  readonly kept: Readonly<Record<string, readonly (readonly number[])[]>>
}

const data = batch([2, 0, 1, 1], 4)

/** Learns from two batches and ends the task with four examples, of which padding makes six. */
const learnedOn =
  <B>(device: Device<B>) =>
  async (network: Network, method: Method, set: object, ...slots: readonly string[]): Promise<Learned> => {
    const program = method.program(right(decodeOptions(method.name, method.options, { ...set })))
    const own = session({ program, network, between, device })
    let state = right(await own.initial(1)())
    for (const [number, examples] of [batch([0, 1, 2, 0], 1), padTo(4)(batch([1, 2], 2))].entries())
      state = right(
        await own.handle(1, state, { name: 'onBatch', task: 0, batch: number, batches: { batch: examples } })(),
      )
    state = right(
      await own.handle(1, state, { name: 'onTaskEnd', task: 0, batch: 0, batches: { data: padTo(6)(data) } })(),
    )
    const read = async (of: SlotValue<B>) => right(await own.read(of)()).map((tensor) => Array.from(tensor))
    const learned = {
      theta: await read(state.theta!),
      running: state[statisticsSlot] === undefined ? [] : await read(state[statisticsSlot]),
      kept: Object.fromEntries(await Promise.all(slots.map(async (slot) => [slot, await read(state[slot]!)]))),
    }
    own.release(state)
    return learned
  }

/** Of an example: from its outputs, their derivatives by a parameter, and its label. */
type Estimate = (outputs: readonly number[], slopes: readonly number[], label: number) => number

/** The mean over the examples of each estimate, for each parameter. */
const byHand = <N extends string>(
  network: Network,
  { theta, running }: Pick<Learned, 'theta' | 'running'>,
  of: Readonly<Record<N, Estimate>>,
): Readonly<Record<N, readonly number[]>> => {
  const { tensors } = layoutOf(network, between)
  const still = theta.map(
    (values, i): Dual => ({
      shape: tensors[i]!.shape,
      values,
      slopes: new Float64Array(values.length),
    }),
  )
  const inputs = {
    shape: [data.count, ...between.inputShape],
    values: Float64Array.from(data.inputs),
    slopes: new Float64Array(data.inputs.length),
  }
  const means = Object.fromEntries(Object.keys(of).map((name) => [name, [] as number[]])) as Record<N, number[]>
  const row = (values: Float64Array | Float32Array, r: number) => Array.from(values.slice(3 * r, 3 * r + 3))
  still.forEach((tensor, i) => {
    for (let m = 0; m < tensor.values.length; m += 1) {
      const moved = { ...tensor, slopes: Float64Array.from(tensor.slopes, (_, j) => (j === m ? 1 : 0)) }
      const outputs = predicted(network, { parameters: still.with(i, moved), running }, inputs)
      for (const name of Object.keys(of) as N[]) {
        const each = [0, 1, 2, 3].map((r) =>
          of[name](row(outputs.values, r), row(outputs.slopes, r), row(data.targets, r).indexOf(1)),
        )
        means[name].push(each.reduce((a, b) => a + b) / 4)
      }
    }
  })
  return means
}

/** (∂ log p(y | x))², from the outputs. */
const squaredScore: Estimate = (outputs, slopes, label) => {
  const raised = outputs.map((z) => Math.exp(z - Math.max(...outputs)))
  const whole = raised.reduce((a, b) => a + b)
  return (slopes[label]! - raised.reduce((so, e, k) => so + (e / whole) * slopes[k]!, 0)) ** 2
}

/** |∂‖f(x)‖²|. */
const normMoved: Estimate = (outputs, slopes) => Math.abs(outputs.reduce((so, z, k) => so + 2 * z * slopes[k]!, 0))

/** ‖∂f(x)‖. */
const outputsMoved: Estimate = (_, slopes) => Math.hypot(...slopes)

const estimates = { information: squaredScore, normMoved, outputsMoved }

/** Learns by descent, and takes every estimate of importance at the end of a task. */
const estimating = defineMethod({
  name: 'estimates of importance',
  source: 'a test',
  options: {},
  state: (_, theta0) => ({ information: theta0, normMoved: theta0, outputsMoved: theta0 }),
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: 0.1 })(theta) }),
  onTaskEnd:
    () =>
    ({ theta, data }) => ({
      information: fisher('empirical')(data, theta),
      normMoved: sensitivity(data, theta),
      outputsMoved: outputSensitivity(data, theta),
    }),
})

const opened = await backends.find(({ name }) => name === 'wasm')!.open()
const [onReference, onWasm] = [learnedOn(referenceDevice()), isRight(opened) ? learnedOn(opened.right) : undefined]

/** How far apart, of the largest. */
const apart = (got: readonly number[], want: readonly number[]): number =>
  Math.max(...got.map((x, i) => Math.abs(x - want[i]!))) / Math.max(...want)

describe('importance is of the network that predicts', () => {
  const names = Object.keys(estimates) as readonly (keyof typeof estimates)[]
  const known = ['resNet18', 'dense with normalisation', 'resNet18 without running statistics']
  it.each(smallNetworks.filter(({ name }) => known.includes(name)).map((network) => [network.name, network] as const))(
    'as by hand, on %s, by every estimate',
    async (_, network) => {
      const found = await onReference(network, estimating, {}, ...names)
      const want = byHand(network, found, estimates)
      for (const name of names) expect(apart(found.kept[name]!.flat(), want[name])).toBeLessThan(1e-11)
    },
  )
  it('EWC on the residual net, on wasm: within 1e-5 of the same by hand', async () => {
    const network = smallNetworks.find(({ name }) => name === 'resNet18')!
    const found = await onWasm!(network, ewc, { fisher: 'empirical', samples: 6 }, 'past')
    const { information } = byHand(network, found, { information: squaredScore })
    expect(apart(found.kept.past!.flat().slice(0, information.length), information)).toBeLessThan(1e-5)
  })
  it('below a dense normalisation it is not 0, nor is the information of a natural gradient', async () => {
    const { kept } = await onReference(denseNormalised, estimating, {}, ...names)
    for (const name of names) expect(Math.max(...kept[name]![0]!)).toBeGreaterThan(1e-3)
    const natural = await onReference(denseNormalised, naturalGradient, {}, 'information')
    expect(Math.max(...natural.kept.information![0]!)).toBeGreaterThan(1e-5)
  })
  it('control: of a network that learns from one example after the other it would be 0', async () => {
    const learning = defineMethod({
      name: 'information while learning',
      source: 'a test',
      options: {},
      state: (_, theta0) => ({ information: theta0 }),
      onBatch: () => () => ({}),
      onTaskEnd:
        () =>
        ({ theta, data }) => ({ information: expectation(data, (x) => square(grad(loss(x))(theta))) }),
    })
    const { kept } = await onReference(denseNormalised, learning, {}, 'information')
    expect(kept.information![0]!.every((f) => f === 0)).toBe(true)
  })
})
