import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type HostBatch, padTo } from '../../../src/data/index.ts'
import {
  defineMethod,
  expectation,
  loss,
  type Mode,
  onlyBatch,
  sampleLabels,
  softLabels,
  take,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { type Interface, mlp, type Network } from '../../../src/networks/index.ts'
import { denseNormalised, smallNetworks } from '../../conformance/small-networks.ts'
import { allClose } from '../../ir/close.ts'
import { right } from '../../methods/played.ts'
import { images } from '../image-batches.ts'

const between: Interface = { inputShape: [4, 4, 1], outputs: 3 }
const batch = (labels: readonly number[], seed: number) =>
  images(labels, { inputShape: between.inputShape, classes: between.outputs, seed })
const first = batch([0, 1, 2, 1], 1)
const second = batch([2, 2, 0, 1], 2)

const probe = defineMethod({
  name: 'modes',
  source: 'a test',
  options: {},
  state: () => ({ learning: 0, predicting: 0, apart: 0, atEnd: 0 }),
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({
      learning: loss(batch)(theta),
      predicting: loss(batch, 'predicting')(theta),
      apart: expectation(batch, (x) => loss(x, 'predicting')(theta)),
    }),
  onTaskEnd:
    () =>
    ({ theta, data, loss }) => ({ atEnd: loss(data, 'predicting')(theta) }),
})

type Numbers = ArrayLike<number>
const logSumExp = (z: Numbers) => Math.log(Array.from(z).reduce((so, e) => so + Math.exp(e), 0))
const sumOver = (z: Numbers, of: (i: number) => number) => Array.from(z).reduce((so, _, i) => so + of(i), 0)
/** −Σᵢ yᵢ log softmax(z)ᵢ, and ½ ‖z − y‖², of one example. */
const lossHeard = {
  crossEntropy: (z: Numbers, y: Numbers) => sumOver(z, (i) => y[i]! * (logSumExp(z) - z[i]!)),
  squaredError: (z: Numbers, y: Numbers) => sumOver(z, (i) => (z[i]! - y[i]!) ** 2 / 2),
}

/** The losses of a batch after another was learned, by the program and by what the learner is heard to predict. */
const heard = async (network: Network, examples: HostBatch) => {
  const own = session({ program: probe.program({}), network, between, device: referenceDevice() })
  const event = (name: 'onBatch' | 'onTaskEnd', number: number, examples: HostBatch) =>
    ({ name, task: 0, batch: number, batches: onlyBatch(name, examples) }) as const
  const before = right(await own.handle(1, right(await own.initial(1)()), event('onBatch', 0, first))())
  const { outputs, release } = right(await own.predictor(1, before, 0)())
  const counted = Array.from(examples.weights).filter((w) => w === 1).length
  const size = examples.inputs.length / examples.count
  const logits = Float64Array.from(right(await outputs(examples.inputs.slice(0, counted * size), counted)()))
  release()
  const lossOf = lossHeard[network.loss as keyof typeof lossHeard]
  const losses = Array.from({ length: counted }, (_, row) =>
    lossOf(logits.slice(3 * row, 3 * row + 3), examples.targets.slice(3 * row, 3 * row + 3)),
  )
  const ended = right(await own.handle(1, before, event('onTaskEnd', 0, examples))())
  const after = right(await own.handle(1, ended, event('onBatch', 1, examples))())
  const of = async (slot: string) => right(await own.read(after[slot]!)())[0]![0]!
  const found = {
    byEar: losses.reduce((a, b) => a + b, 0) / counted,
    learning: await of('learning'),
    predicting: await of('predicting'),
    apart: await of('apart'),
    atEnd: await of('atEnd'),
  }
  own.release(after)
  expect(own.buffers()).toBe(0)
  return found
}

describe.each(smallNetworks.map((network) => [network.name, network] as const))('%s', (_, network) => {
  it.each([
    ['a batch', second],
    ['one with padding', padTo(6)(second)],
  ])(
    'law: predicting, its loss on %s is that of what it is heard to predict, whole or one by one, at every event',
    async (_, examples) => {
      const { byEar, predicting, apart, atEnd } = await heard(network, examples)
      expect(allClose([predicting, apart, atEnd], [byEar, byEar, byEar], 2 ** 16)).toBe(true)
    },
  )
})

describe('modes', () => {
  it('law: without normalisation both are the same, to the bit', async () => {
    const { learning, predicting } = await heard(mlp({ hidden: [3] }), second)
    expect(predicting).toBe(learning)
  })
  it('control: with it they are not', async () => {
    const { learning, predicting } = await heard(denseNormalised, second)
    expect(Math.abs(predicting - learning)).toBeGreaterThan(1e-2)
  })
  it('law: labels that the model makes are of the mode: of a network that predicts the loss of soft labels is an entropy', async () => {
    const entropy = async (labels: Mode, mode: Mode): Promise<number> => {
      const method = defineMethod({
        name: 'entropy',
        source: 'a test',
        options: {},
        state: () => ({ soft: 0, sampled: 0 }),
        onBatch:
          () =>
          ({ theta, batch }) => ({
            soft: loss(softLabels(batch, theta, labels), mode)(theta),
            sampled: loss(sampleLabels(batch, theta, labels), mode)(theta),
          }),
      })
      const own = session({ program: method.program({}), network: denseNormalised, between, device: referenceDevice() })
      const event = { name: 'onBatch', task: 0, batch: 0, batches: { batch: second } } as const
      const after = right(await own.handle(1, right(await own.initial(1)()), event)())
      const soft = right(await own.read(after.soft!)())[0]![0]!
      own.release(after)
      return soft
    }
    // Gibbs: no labels have a smaller cross-entropy with themselves than by any other prediction.
    for (const mode of ['learning', 'predicting'] as const) {
      const other = mode === 'learning' ? 'predicting' : 'learning'
      expect(await entropy(mode, mode)).toBeLessThan((await entropy(mode, other)) - 1e-3)
    }
  })
})

describe('without running statistics', () => {
  const network = smallNetworks.find(({ name }) => name.includes('without running'))!
  const told = async (program: ReturnType<typeof probe.program>) => {
    const own = session({ program, network, between, device: referenceDevice() })
    const state = right(await own.initial(1)())
    return E.match(
      render,
      () => 'done',
    )(await own.handle(1, state, { name: 'onBatch', task: 0, batch: 0, batches: { batch: first } })())
  }
  const losses = (mode: Mode, size: number) =>
    defineMethod({
      name: 'losses',
      source: 'a test',
      options: {},
      state: () => ({ loss: 0 }),
      onBatch:
        () =>
        ({ theta, batch }) => ({ loss: expectation(take(batch, size), (x) => loss(x, mode)(theta)) }),
    }).program({})
  it('a network does not predict by the statistics of one example: refused', async () => {
    expect(await told(losses('predicting', 1))).toMatch(
      /without running statistics predicts by those of several examples.*a batch of one/s,
    )
  })
  it('by those of several it does, and learns from one as from any', async () => {
    expect(await told(losses('predicting', 2))).toBe('done')
    expect(await told(losses('learning', 1))).toBe('done')
  })
})
