import { describe, expect, it } from 'vitest'
import { measured } from '../../../src/compiler/network.ts'
import { builder, gradient, type Node, operations, simplify, sizeOf } from '../../../src/ir/index.ts'
import {
  averagePool,
  batchNormalisation,
  convolution,
  dense,
  elu,
  flatten,
  gate,
  gelu,
  groupNormalisation,
  initialise,
  type Layer,
  layerNormalisation,
  layoutOf,
  leakyRelu,
  maxPool,
  type Network,
  relu,
  residual,
  sigmoid,
  softplus,
  tanh,
} from '../../../src/networks/index.ts'
import { child, key, normals } from '../../../src/random/index.ts'
import { images } from '../../compiler/image-batches.ts'
import { misses, results, wanted } from './agreement.ts'
import { devices } from './devices.ts'
import type { Case } from './programs.ts'

const between = { inputShape: [9, 8, 2], outputs: 3 }

const convolutions = (activation: Layer): readonly Layer[] => [
  convolution({ group: 'conv1', channels: 3, kernel: 3, stride: 2, padding: 1 }),
  activation,
  convolution({ group: 'conv2', channels: 5, kernel: [2, 3], padding: 'same' }),
  activation,
]

const networks: Readonly<Record<string, readonly Layer[]>> = {
  convolutions: [...convolutions(relu), averagePool([3, 2])],
  'smooth convolutions': convolutions(tanh),
  // First of all: among numbers with errors the bound can't tell the largest from itself.
  'max pooling, padded': [
    maxPool(3, { stride: 2, padding: 1 }),
    convolution({ group: 'conv', channels: 3, kernel: 3 }),
  ],
  'a normalised residual': [
    convolution({ group: 'conv', channels: 4, kernel: 3, bias: false }),
    batchNormalisation('norm'),
    relu,
    residual({
      body: [
        convolution({ group: 'a', channels: 6, kernel: 3, stride: 2, padding: 1, bias: false }),
        batchNormalisation('b'),
      ],
      shortcut: [convolution({ group: 'c', channels: 6, kernel: 1, stride: 2, bias: false }), batchNormalisation('d')],
    }),
    relu,
    averagePool('all'),
  ],
  'a gate between two branches': [
    gate({
      body: [convolution({ group: 'a', channels: 4, kernel: 3 }), tanh],
      branch: [averagePool('all'), convolution({ group: 'b', channels: 4, kernel: 1 }), sigmoid],
    }),
    averagePool([3, 2]),
  ],
  'images normalised in groups': [
    convolution({ group: 'conv', channels: 4, kernel: 3, stride: 2, bias: false }),
    groupNormalisation('group', 2),
    gelu,
    averagePool('all'),
  ],
  'images normalised one by one': [
    convolution({ group: 'conv', channels: 3, kernel: 3, stride: 2 }),
    layerNormalisation('layer'),
    softplus,
    averagePool('all'),
  ],
  'kinks with a slope on both sides': [
    convolution({ group: 'conv', channels: 3, kernel: 3, stride: 2 }),
    elu(),
    averagePool('all'),
    flatten,
    dense('dense', 4),
    leakyRelu(0.1),
  ],
}

const netOf = (layers: readonly Layer[]): Network => ({
  name: 'own',
  layers: [...layers, { _tag: 'Flatten' }, { _tag: 'Dense', group: 'output', units: 'outputs' }],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})

/** So deep that what each layer magnifies by 1/√ε is beyond float32 in the end. */
const deep = netOf([
  { _tag: 'Flatten' },
  ...Array.from({ length: 18 }, (_, i): readonly Layer[] => [
    { _tag: 'Dense', group: `dense${i}`, units: 2 },
    batchNormalisation(`norm${i}`),
  ]).flat(),
])

/** As deep, and normalised example by example: a layer that gives one number everywhere is divided by √ε. */
const deepByExample = netOf([
  flatten,
  ...Array.from({ length: 18 }, (_, i): readonly Layer[] => [
    dense(`dense${i}`, 2),
    layerNormalisation(`norm${i}`),
  ]).flat(),
])

/** The loss of a batch with padding in it, its gradient by parameters and inputs, and the Hessian's product with a direction. */
const caseOf = (network: Network, seed: number, weights: readonly number[] = [1, 1, 1, 0]): Case => {
  const o = operations(builder())
  const layout = layoutOf(network, between)
  const theta = layout.tensors.map(({ name, shape }) => o.build.variable(name, shape))
  const direction = layout.tensors.map(({ name, shape }) => o.build.variable(`${name}′`, shape))
  const batch = images([0, 2, 1, 1], { ...between, classes: 3, seed })
  const nodes = {
    inputs: o.build.variable('x', [4, ...between.inputShape]),
    targets: o.build.variable('y', [4, 3]),
    weights: o.build.variable('w', [4]),
  }
  const loss = measured.loss(o, { network, parameters: theta }, nodes)
  const targets = [...theta, nodes.inputs]
  const slopes = gradient(o, loss, targets)
  const along = direction.map((d, i) => o.sum(o.multiply(slopes[i]!, d))).reduce(o.add)
  const inputs: readonly Node[] = [...theta, ...direction, nodes.inputs, nodes.targets, nodes.weights]
  return {
    program: simplify({ inputs, outputs: [loss, ...slopes, ...gradient(o, along, targets)] }),
    values: [
      ...initialise(network, layout, key(seed)).map((values) => Array.from(values)),
      ...direction.map(({ shape }, i) =>
        Array.from(normals(child(key(seed), 'direction', i), sizeOf(shape)), (z) => Math.fround(z / 8)),
      ),
      Array.from(batch.inputs),
      Array.from(batch.targets),
      [...weights],
    ],
  }
}

describe.each(devices)('$name', (device) => {
  it.each(Object.keys(networks))('%s: loss, gradient and Hessian product are what the reference says', async (name) => {
    for (const seed of [1, 2, 3]) {
      const one = caseOf(netOf(networks[name]!), seed)
      const [references, held] = [device.buffers(), device.held()]
      const got = await results(device, one)
      const want = wanted(one)
      expect(misses(got, want)).toEqual([])
      expect([device.buffers(), device.held()]).toEqual([references, held])
      // A bound that allows anything would be no law.
      const [value, ...rest] = want
      expect(value!.error.data[0]).toBeLessThan(0.1)
      expect(rest.filter(({ error }) => error.data.every((e) => e < 0.1)).length).toBeGreaterThan(rest.length / 2)
    }
  })
  it.each([
    ['of padding alone', [0, 0, 0, 0]],
    ['of one example', [0, 1, 0, 0]],
    ['of two', [1, 0, 1, 0]],
  ])('a deep normalised net on a batch %s: all is finite, to second order', async (_, weights) => {
    for (const values of await results(device, caseOf(deep, 1, weights)))
      expect(values.every(Number.isFinite)).toBe(true)
  })
  it('a deep net normalised example by example: padding alone is finite, to second order', async () => {
    for (const values of await results(device, caseOf(deepByExample, 1, [0, 0, 0, 0])))
      expect(values.every(Number.isFinite)).toBe(true)
  })
  it('a convolution of many images, made part by part, is what the reference says', async () => {
    // 45 images of 64 places: the wasm machine takes some at a time, and fewer at last; the first is a product of its own.
    const o = operations(builder())
    const { build } = o
    const [x, filter, y] = [
      [45, 8, 8, 32],
      [288, 6],
      [45 * 64, 6],
    ].map((shape) => build.variable('x', shape))
    const sliding = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] } as const
    const patches = o.reshape(o.patches(x!, sliding), [45 * 64, 288])
    const product = o.matMul(patches, filter!)
    const turned = o.matMul(patches, o.transpose(filter!, [1, 0]), false, true)
    const inputs = [x!, filter!, y!]
    const outputs = [product, turned, ...gradient(o, o.sum(o.multiply(product, y!)), [x!, filter!])]
    const values = inputs.map(({ shape }, i) =>
      Array.from(normals(child(key(3), i), sizeOf(shape)), (z) => Math.fround(z)),
    )
    const one = { program: { inputs, outputs }, values }
    expect(misses(await results(device, one), wanted(one))).toEqual([])
  })
  it('patches that something else reads too are made as a whole', async () => {
    const o = operations(builder())
    const [x, filter] = [
      [2, 4, 4, 2],
      [18, 3],
    ].map((shape) => o.build.variable('x', shape))
    const patches = o.patches(x!, { window: [3, 3], strides: [1, 2], padding: [0, 1, 1, 0] })
    const flat = o.reshape(patches, [sizeOf(patches.shape) / 18, 18])
    const product = o.matMul(flat, filter!)
    const square = o.matMul(flat, flat, true, false)
    const read = [o.sum(patches), square, o.matMul(o.slice(flat, [0, 0], [2, 18]), filter!)]
    for (const others of [read, read.slice(0, 1), read.slice(1, 2), read.slice(2), [patches]]) {
      const program = { inputs: [x!, filter!], outputs: [product, ...others] }
      const values = program.inputs.map(({ shape }, i) =>
        Array.from(normals(child(key(4), i), sizeOf(shape)), (z) => Math.fround(z)),
      )
      const one = { program, values }
      expect(misses(await results(device, one), wanted(one))).toEqual([])
    }
  })
  it('a product that something else reads too is not only summed back to images', async () => {
    const o = operations(builder())
    const [y, filter] = [
      [18, 3],
      [3, 8],
    ].map((shape) => o.build.variable('x', shape))
    const product = o.matMul(y!, filter!)
    const sliding = { window: [2, 2], strides: [1, 1], padding: [0, 0, 0, 0] } as const
    const images = o.unpatch(o.reshape(product, [2, 3, 3, 8]), sliding, [4, 4])
    for (const others of [[], [o.sum(product, [0])], [product]]) {
      const program = { inputs: [y!, filter!], outputs: [images, ...others] }
      const values = program.inputs.map(({ shape }, i) =>
        Array.from(normals(child(key(5), i), sizeOf(shape)), (z) => Math.fround(z)),
      )
      const one = { program, values }
      expect(misses(await results(device, one), wanted(one))).toEqual([])
    }
  })
  it('patches times a matrix may be patches again', async () => {
    const o = operations(builder())
    const [x, filter] = [
      [2, 4, 4, 2],
      [8, 8],
    ].map((shape) => o.build.variable('x', shape))
    const sliding = { window: [2, 2], strides: [1, 1], padding: [0, 0, 0, 0] } as const
    const product = o.matMul(o.reshape(o.patches(x!, sliding), [18, 8]), filter!)
    const program = {
      inputs: [x!, filter!],
      outputs: [o.unpatch(o.reshape(product, [2, 3, 3, 8]), sliding, [4, 4])],
    }
    const values = program.inputs.map(({ shape }, i) =>
      Array.from(normals(child(key(6), i), sizeOf(shape)), (z) => Math.fround(z)),
    )
    const one = { program, values }
    expect(misses(await results(device, one), wanted(one))).toEqual([])
  })
  it('control: another stride is noticed', async () => {
    const strided = (stride: number) =>
      netOf([convolution({ group: 'c', channels: 2, kernel: 3, stride, padding: 1 }), averagePool('all')])
    const [one, other] = [caseOf(strided(1), 1), caseOf(strided(2), 1)]
    expect(misses(await results(device, other), wanted(one)).length).toBeGreaterThan(0)
  })
})
