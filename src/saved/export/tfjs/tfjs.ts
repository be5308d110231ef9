import { bytesOf, type NamedTensor, sizeOfShape } from '../../../formats/index.ts'
import { retainVersion } from '../../../version.ts'
import {
  type Binary,
  batch,
  type Graph,
  type Operation,
  type Step,
  type Tag,
  type Unary,
  type Value,
} from '../graph.ts'

/*
 * A graph model of TensorFlow.js: a JSON of TensorFlow's nodes, and a file of the constants' bytes. Numbers in attributes are texts, and
 * texts are base64, as JSON has protocol buffers.
 */

type Attribute = Readonly<Record<string, unknown>>

interface Node {
  readonly name: string
  readonly op: string
  readonly input?: readonly string[]
  readonly attr: Readonly<Record<string, Attribute>>
}

const float: Attribute = { type: 'DT_FLOAT' }
const whole: Attribute = { type: 'DT_INT32' }
const text = (value: string): Attribute => ({ s: Buffer.from(value).toString('base64') })
const wholes = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } })
const shapeOf = (shape: readonly number[]) => ({
  dim: shape.map((side) => ({ size: `${side === batch ? -1 : side}` })),
})

const binaries: Readonly<Record<Binary, string>> = {
  add: 'AddV2',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
}

const unaries: Readonly<Record<Unary, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  exponential: 'Exp',
  squareRoot: 'Sqrt',
  softmax: 'Softmax',
}

/** What a step comes to: nodes, and whole numbers that they need. */
interface Written {
  readonly nodes: readonly Node[]
  readonly constants?: readonly NamedTensor[]
}

const constant = (name: string, shape: readonly number[], values: readonly number[]): NamedTensor => ({
  name,
  shape,
  values: Int32Array.from(values),
})

const node = (op: string, input: readonly string[], name: string, attr: Node['attr'] = {}): Node => ({
  name,
  op,
  input,
  attr: { T: float, ...attr },
})

type Windows = Extract<Operation, { readonly windows: unknown }>['windows']

/** Images with zeros, or another number, around them where that is asked for; and what slides over them then is valid. */
const around = (
  { padding: [top, bottom, left, right] }: Windows,
  x: string,
  name: string,
  by?: number,
): Written & { readonly x: string } => {
  if (top + bottom + left + right === 0) return { x, nodes: [] }
  const [padded, paddings, value] = [`${name}.padded`, `${name}.paddings`, `${name}.around`]
  return {
    x: padded,
    nodes: [
      by === undefined
        ? node('Pad', [x, paddings], padded, { Tpaddings: whole })
        : node('PadV2', [x, paddings, value], padded, { Tpaddings: whole }),
    ],
    constants: [
      constant(paddings, [4, 2], [0, 0, top, bottom, left, right, 0, 0]),
      ...(by === undefined ? [] : [{ name: value, shape: [], values: Float32Array.of(by) }]),
    ],
  }
}

const sliding = (
  op: string,
  windows: Windows,
  input: readonly string[],
  name: string,
  pools: boolean,
  by?: number,
): Written => {
  const { x, nodes, constants = [] } = around(windows, input[0]!, name, by)
  const ksize = pools ? { ksize: wholes([1, ...windows.window, 1]) } : { dilations: wholes([1, 1, 1, 1]) }
  return {
    nodes: [
      ...nodes,
      node(op, [x, ...input.slice(1)], name, {
        ...ksize,
        strides: wholes([1, ...windows.strides, 1]),
        padding: text('VALID'),
        data_format: text('NHWC'),
      }),
    ],
    constants,
  }
}

type Rules = {
  readonly [T in Tag]: (
    operation: Extract<Operation, { readonly _tag: T }>,
    to: Value,
    names: readonly string[],
  ) => Written
}

const rules: Rules = {
  Binary: ({ op }, { name }, names) => ({ nodes: [node(binaries[op], names, name)] }),
  Unary: ({ op }, { name }, names) => ({ nodes: [node(unaries[op], names, name)] }),
  MatMul: (_, { name }, names) => ({
    nodes: [node('MatMul', names, name, { transpose_a: { b: false }, transpose_b: { b: false } })],
  }),
  Convolution: ({ windows }, { name }, names) => sliding('Conv2D', windows, names, name, false),
  // The least number of float32: what surrounds an image is never the largest.
  MaxPool: ({ windows }, { name }, names) => sliding('MaxPool', windows, names, name, true, -3.4028234663852886e38),
  AveragePool: ({ windows }, { name }, names) => sliding('AvgPool', windows, names, name, true),
  Mean: ({ axes }, { name }, [x = '']) => ({
    nodes: [node('Mean', [x, `${name}.axes`], name, { Tidx: whole, keep_dims: { b: true } })],
    constants: [constant(`${name}.axes`, [axes.length], axes)],
  }),
  Reshape: (_, { name, shape }, [x = '']) => ({
    nodes: [node('Reshape', [x, `${name}.shape`], name, { Tshape: whole })],
    constants: [constant(`${name}.shape`, [shape.length], shape)],
  }),
  Gather: ({ places }, { name }, [x = '']) => ({
    nodes: [
      {
        name,
        op: 'GatherV2',
        input: [x, `${name}.places`, `${name}.axis`],
        attr: { Tparams: float, Tindices: whole, Taxis: whole, batch_dims: { i: '0' } },
      },
    ],
    constants: [constant(`${name}.places`, [places.length], places), constant(`${name}.axis`, [], [1])],
  }),
}

const writtenStep = ({ operation, from, to }: Step): Written =>
  (rules[operation._tag] as (o: Operation, t: Value, n: readonly string[]) => Written)(
    operation,
    to,
    from.map(({ name }) => name),
  )

const typeOf = ({ values }: NamedTensor) =>
  values instanceof Int32Array ? { node: 'DT_INT32', weight: 'int32' } : { node: 'DT_FLOAT', weight: 'float32' }

const constantNode = (of: NamedTensor): Node => {
  const dtype = typeOf(of).node
  return {
    name: of.name,
    op: 'Const',
    attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shapeOf(of.shape) } } },
  }
}

const info = ({ name, shape }: Value) => ({ name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeOf(shape) })

/** The name of the file of numbers, as the JSON speaks of it. */
export const numbersFile = 'numbers.bin'

/** A graph as the two files of a graph model, which `tf.loadGraphModel` reads: for any number of inputs at once. */
export const tfjsOf = ({
  input,
  constants,
  steps,
  outputs,
}: Graph): { readonly 'model.json': string; readonly 'numbers.bin': Uint8Array } => {
  const written = steps.map(writtenStep)
  const all = [...constants, ...written.flatMap(({ constants: more = [] }) => more)]
  const numbers = new Uint8Array(all.reduce((sum, { shape }) => sum + 4 * sizeOfShape(shape), 0))
  let at = 0
  for (const { values } of all) {
    numbers.set(bytesOf(values), at)
    at += values.byteLength
  }
  const model = {
    format: 'graph-model',
    generatedBy: `retain ${retainVersion()}`,
    convertedBy: null,
    signature: {
      inputs: { [input.name]: info(input) },
      outputs: Object.fromEntries(outputs.map((of) => [of.name, info(of)])),
    },
    modelTopology: {
      node: [
        {
          name: input.name,
          op: 'Placeholder',
          attr: { dtype: float, shape: { shape: shapeOf(input.shape) } },
        },
        ...all.map(constantNode),
        ...written.flatMap(({ nodes }) => nodes),
      ],
      library: {},
      versions: { producer: 1482 },
    },
    weightsManifest: [
      {
        paths: [numbersFile],
        weights: all.map((of) => ({ name: of.name, shape: of.shape, dtype: typeOf(of).weight })),
      },
    ],
  }
  return { 'model.json': `${JSON.stringify(model)}\n`, 'numbers.bin': numbers }
}
