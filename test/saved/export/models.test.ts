import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { mapSlots, statisticsSlot } from '../../../src/compiler/index.ts'
import { defaults } from '../../../src/dsl/index.ts'
import { learnerOf, stageOf } from '../../../src/experiment/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { methods } from '../../../src/methods/index.ts'
import {
  anmlNetwork,
  cnn,
  conv4,
  defineLayer,
  type Layer,
  layers,
  mlp,
  type Network,
  omlNetwork,
  resNet18,
} from '../../../src/networks/index.ts'
import { child, key, normals, uniforms } from '../../../src/random/index.ts'
import type { Exported, Kept, LearnedTask, Presented } from '../../../src/saved/index.ts'
import { byOnnx, byTfjs } from './runners.ts'

const {
  averagePool,
  batchNormalisation,
  convolution,
  dense,
  dropout,
  flatten,
  gate,
  groupNormalisation,
  layerNormalisation,
  maxPool,
  relu,
  residual,
} = layers

interface Case {
  readonly network: Network
  readonly inputShape: readonly number[]
  readonly heads?: 'single' | 'task'
  readonly tasks?: readonly LearnedTask[]
  readonly presented?: Presented
}

/** A learner that never learned, with running statistics that are not those of the start. */
const learnerFor = async ({
  network,
  inputShape,
  heads = 'single',
  tasks = [{ name: 'one' }],
  presented = {},
}: Case) => {
  const method = methods.finetune!
  const of = { method, options: defaults(method.options), network, between: { inputShape, outputs: 3, heads } }
  const stage = stageOf(of, referenceDevice())
  const state = await orThrow(stage.session.initial(1))
  const snapshot = await orThrow(stage.session.save(state))
  const { [statisticsSlot]: statistics, ...rest } = snapshot
  const moved =
    statistics &&
    mapSlots(
      (values: ArrayLike<number>, { tensor }) =>
        tensor % 2 === 0
          ? normals(child(key(3), 'mean', tensor), values.length)
          : uniforms(child(key(3), 'variance', tensor), values.length).map((u) => 0.5 + u),
      (memory: never) => memory,
    )({ statistics } as never)
  const kept: Kept = {
    ...of,
    name: 'finetune',
    seed: 1,
    tasks,
    batches: 0,
    presented,
    about: {},
    state: {
      ...rest,
      ...(moved === undefined ? {} : { [statisticsSlot]: (moved as Readonly<Record<string, never>>).statistics }),
    } as Kept['state'],
  }
  return learnerOf(stage, kept)
}

const softmax = (row: readonly number[], among: readonly number[]): readonly number[] => {
  const most = Math.max(...among.map((of) => row[of]!))
  const shares = row.map((x, of) => (among.includes(of) ? Math.exp(x - most) : 0))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / sum)
}

const count = 3

/**
 * The outputs of a network in float64 and those of an export. Each of so many steps rounds numbers of the size of what comes of it, some
 * of them sums whose terms are rounded, too: 8 roundings of float32 a step are allowed.
 */
const compared = async (of: Case, to: 'onnx' | 'tfjs', run: typeof byOnnx) => {
  const learner = await learnerFor(of)
  const size = of.inputShape.reduce((a, b) => a * b, 1)
  const inputs = Float32Array.from(uniforms(child(key(2), 'inputs'), count * size))
  const rows = Array.from({ length: count }, (_, i) => inputs.subarray(i * size, (i + 1) * size))
  const task = learner.kept.tasks.length - 1
  const exact = await orThrow(learner.predict(rows, task))
  const files: Exported = await orThrow(learner.exported(to, task))
  const said = await run(files, inputs, [count, ...of.inputShape])
  const steps = to === 'tfjs' ? JSON.parse(String(files['model.json'])).modelTopology.node.length : 100
  const scale = Math.max(...exact.flat().map(Math.abs))
  const tolerance = 8 * steps * 2 ** -23 * scale
  const off = (found: readonly number[] | undefined, due: readonly number[]) =>
    Math.max(...due.map((x, i) => Math.abs(x - (found?.[i] ?? Number.NaN))))
  return { exact, said, tolerance, off }
}

const formats = [
  ['onnx', byOnnx],
  ['tfjs', byTfjs],
] as const

/** One layer, or a few, between a start and a dense layer to the outputs. */
const single = (name: string, ...some: Network['layers']): Network => ({
  ...mlp(),
  name,
  layers: [...some, flatten, dense('output', 'outputs')],
})

const activation = (name: string, alpha?: number): Network =>
  single(name, {
    _tag: 'Activation',
    activation: name,
    ...(alpha === undefined ? {} : { alpha }),
  } as Network['layers'][number])

const image = [6, 5, 4]
const conv = (more: object) => convolution({ group: 'conv', channels: 4, kernel: 3, ...more })

const cases: readonly Case[] = [
  ...[
    mlp({ hidden: [7] }),
    activation('relu'),
    activation('tanh'),
    activation('sigmoid'),
    activation('softplus'),
    activation('gelu'),
    activation('elu', 0.7),
    activation('leakyRelu'),
    single('dropout', dropout(0.5)),
  ].map((network) => ({ network, inputShape: [9] })),
  ...[
    single('a convolution of the same size', conv({})),
    single('steps of two, more after than before', conv({ stride: 2, kernel: 2 })),
    single('steps and windows of two sizes', conv({ stride: [2, 1], kernel: [3, 2], padding: 1 })),
    single('no padding, no bias', conv({ padding: 'valid', bias: false })),
    single('the largest of each window', maxPool(2)),
    single('the largest of windows that stand out', maxPool(3, { stride: 2, padding: 'same' })),
    single('the mean of each window', averagePool([2, 3], 1)),
    single('the mean of all', averagePool('all')),
    single('running statistics', batchNormalisation('norm')),
    single('statistics of a batch', batchNormalisation('norm', 'batch')),
    single('statistics of a batch of vectors', flatten, batchNormalisation('norm', 'batch')),
    single('a layer', layerNormalisation('norm')),
    single('groups', groupNormalisation('norm', 2)),
    single('each channel', groupNormalisation('norm', 4)),
    single(
      'a residual',
      residual({ body: [conv({}), relu], shortcut: [convolution({ group: 'short', channels: 4, kernel: 1 })] }),
    ),
    single('a residual of nothing beside', residual({ body: [conv({})] })),
    single(
      'a gate, one number a channel',
      gate<Layer>({ body: [conv({})], branch: [averagePool('all'), { _tag: 'Activation', activation: 'sigmoid' }] }),
    ),
  ].map((network) => ({ network, inputShape: image })),
  {
    network: single('an image without channels', convolution({ group: 'conv', channels: 2, kernel: 3 }), maxPool(2)),
    inputShape: [6, 6],
  },
  { network: cnn({ channels: [4, 4], hidden: [5] }), inputShape: [12, 12, 3] },
  { network: conv4({ filters: 4 }), inputShape: [16, 16] },
  { network: conv4({ filters: 4, halving: 'pool' }), inputShape: [16, 16, 3] },
  { network: omlNetwork({ channels: 4 }), inputShape: [28, 28] },
  { network: anmlNetwork({ channels: 4 }), inputShape: [28, 28] },
  { network: resNet18({ filters: 2 }), inputShape: [32, 32, 3] },
]

describe.each(formats)('law: what is exported to %s says what the network does', (to, run) => {
  it.each(cases.map((of) => [of.network.name, of.inputShape.join(' × '), of] as const))(
    '%s on %s',
    async (_, __, of) => {
      const { exact, said, tolerance, off } = await compared(of, to, run)
      expect(off(said.outputs, exact.flat())).toBeLessThan(tolerance)
      // Control: what it says of another input is further off than that.
      expect(off(said.outputs, [...exact.slice(1), exact[0]!].flat())).toBeGreaterThan(tolerance)
      const chances = exact.flatMap((row) => softmax(row, [0, 1, 2]))
      // The softmax of outputs that are off by δ is off by at most 2 δ.
      expect(off(said.probabilities, chances)).toBeLessThan(2 * tolerance + 1e-6)
    },
  )
  it('what a task does to inputs is in the model: its pixels, and normalisation', async () => {
    const pixels = Int32Array.from([3, 1, -1, 0, 5, 5, 2, 7, 6, 4, 11, -1, 8, 9, 10, 0])
    const tasks = [{ name: 'another' }, { name: 'turned', pixels }]
    for (const normalise of [undefined, { mean: [0.3], deviation: [0.4] }]) {
      const of = {
        network: mlp({ hidden: [] }),
        inputShape: [4, 4],
        tasks,
        presented: normalise === undefined ? {} : { normalise },
      }
      const { exact, said, tolerance, off } = await compared(of, to, run)
      expect(off(said.outputs, exact.flat())).toBeLessThan(tolerance)
      // Control: the first task has other pixels.
      const first = await compared({ ...of, tasks: tasks.slice(0, 1) }, to, run)
      expect(off(first.said.outputs, exact.flat())).toBeGreaterThan(tolerance)
    }
  })
  it('channels are normalised apart', async () => {
    const normalise = { mean: [0.1, 0.5, 0.9], deviation: [1, 2, 0.5] }
    const { exact, said, tolerance, off } = await compared(
      { network: mlp({ hidden: [] }), inputShape: [2, 2, 3], presented: { normalise } },
      to,
      run,
    )
    expect(off(said.outputs, exact.flat())).toBeLessThan(tolerance)
  })
  it('only the classes of a task with a head of its own have a chance', async () => {
    const { exact, said, tolerance, off } = await compared(
      {
        network: mlp({ hidden: [] }),
        inputShape: [5],
        heads: 'task',
        tasks: [{ name: 'two of three', classes: [0, 2] }],
      },
      to,
      run,
    )
    expect(
      off(
        said.probabilities,
        exact.flatMap((row) => softmax(row, [0, 2])),
      ),
    ).toBeLessThan(2 * tolerance + 1e-6)
    for (const row of [0, 1, 2]) expect(said.probabilities![3 * row + 1]).toBe(0)
  })
  it('what predicts numbers has no probabilities', async () => {
    const { said } = await compared({ network: mlp({ hidden: [], loss: 'squaredError' }), inputShape: [5] }, to, run)
    expect(Object.keys(said)).toEqual(['outputs'])
  })
})

describe('what can’t be exported', () => {
  it('a layer of one’s own is told by its name; its numbers can', async () => {
    const twice = defineLayer({ name: 'twice', forward: (_, { o, value }) => o.multiply(value, o.constant(2)) })
    const learner = await learnerFor({ network: single('own', twice()), inputShape: [4] })
    for (const to of ['onnx', 'tfjs'] as const)
      expect(await learner.exported(to)()).toMatchObject({
        left: { where: 'export', rule: expect.stringContaining('which no format holds'), got: 'a layer twice' },
      })
    expect(E.isRight(await learner.exported('npz')())).toBe(true)
  })
})
