import { describe, expect, it } from 'vitest'
import { statisticsSlot } from '../../src/compiler/index.ts'
import { padTo } from '../../src/data/index.ts'
import { decodeOptions, onlyBatch } from '../../src/dsl/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { type State, session } from '../../src/interpreters/runtime/index.ts'
import { ewc, finetune } from '../../src/methods/index.ts'
import { batchNormalisation, type LayerOf, type Network } from '../../src/networks/index.ts'
import { right } from '../dsl/learner.ts'
import { allClose } from '../ir/close.ts'
import { images } from './image-batches.ts'

const between = { inputShape: [3], outputs: 2 }

/** A normalisation of the inputs themselves, so that its statistics can be computed by hand. */
const network = (statistics: LayerOf<'BatchNormalisation'>['statistics']): Network => ({
  name: 'own',
  layers: [batchNormalisation('norm', statistics), { _tag: 'Dense', group: 'output', units: 'outputs' }],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})

const learning = (statistics: LayerOf<'BatchNormalisation'>['statistics']) => {
  const device = referenceDevice()
  const program = finetune.program({ optimiser: 'sgd', rate: 0.1 })
  const own = session({ program, network: network(statistics), between, device })
  const numbers = async (state: State<Value>, slot: string) =>
    right(await own.read(state[slot]!)()).map((tensor) => Array.from(tensor))
  const learn = async (state: State<Value>, batch: ReturnType<typeof images>) =>
    right(await own.handle(0, state, { name: 'onBatch', task: 0, batch: 0, batches: { batch } })())
  return { own, numbers, learn, device }
}

const batch = images([0, 1, 1, 0], { inputShape: [3], classes: 2 })
const column = (of: typeof batch, c: number): readonly number[] => Array.from(of.inputs).filter((_, i) => i % 3 === c)
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length
const unbiased = (x: readonly number[]): number => x.reduce((so, e) => so + (e - mean(x)) ** 2, 0) / (x.length - 1)

describe('running statistics of a session', () => {
  it('start at mean 0 and variance 1, and adopt each batch once an event', async () => {
    const { own, numbers, learn } = learning({ momentum: 0.25 })
    const start = right(await own.initial(1)())
    expect(await numbers(start, statisticsSlot)).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ])
    const after = await learn(start, batch)
    const [means, variances] = await numbers(after, statisticsSlot)
    const columns = [0, 1, 2].map((c) => column(batch, c))
    expect(
      allClose(
        means!,
        columns.map((x) => 0.25 * mean(x)),
        32,
      ),
    ).toBe(true)
    expect(
      allClose(
        variances!,
        columns.map((x) => 0.75 + 0.25 * unbiased(x)),
        32,
      ),
    ).toBe(true)
    own.release(after)
    expect(own.buffers()).toBe(0)
  })
  it('do not count padding', async () => {
    const { own, numbers, learn } = learning({ momentum: 0.25 })
    const [plain, padded] = [
      await learn(right(await own.initial(1)()), batch),
      await learn(right(await own.initial(1)()), padTo(7)(batch)),
    ]
    expect((await numbers(padded, statisticsSlot)).flat()).toEqual((await numbers(plain, statisticsSlot)).flat())
    own.release(plain)
    own.release(padded)
  })
  it('stay as they are at the end of a task, whatever is measured there', async () => {
    const program = ewc.program(right(decodeOptions('ewc', ewc.options, {})))
    const own = session({ program, network: network({ momentum: 0.25 }), between, device: referenceDevice() })
    const read = async (state: State<Value>) =>
      right(await own.read(state[statisticsSlot]!)()).flatMap((x) => Array.from(x))
    const handled = async (state: State<Value>, name: 'onBatch' | 'onTaskEnd') =>
      right(await own.handle(0, state, { name, task: 0, batch: 0, batches: onlyBatch(name, batch) })())
    const learned = await handled(right(await own.initial(1)()), 'onBatch')
    const before = await read(learned)
    const ended = await handled(learned, 'onTaskEnd')
    expect(await read(ended)).toEqual(before)
    const again = await handled(ended, 'onBatch')
    expect(await read(again)).not.toEqual(before)
    own.release(again)
    expect(own.buffers()).toBe(0)
  })
  it('make a prediction depend on its own input alone; those of a batch on all of them', async () => {
    const alone = async (statistics: LayerOf<'BatchNormalisation'>['statistics']) => {
      const { own, learn } = learning(statistics)
      const state = await learn(right(await own.initial(1)()), batch)
      const { outputs, release } = right(await own.predictor(1, state, 0)())
      const all = right(await outputs(batch.inputs, 4)())
      const first = right(await outputs(batch.inputs.slice(0, 3), 1)())
      release()
      own.release(state)
      return allClose(Array.from(all).slice(0, 2), Array.from(first), 32)
    }
    expect(await alone({ momentum: 0.25 })).toBe(true)
    expect(await alone('batch')).toBe(false)
  })
  it('are none where there is no normalisation, or one of batches', async () => {
    const { own } = learning('batch')
    const state = right(await own.initial(1)())
    expect(Object.keys(state)).not.toContain(statisticsSlot)
    own.release(state)
  })
})
