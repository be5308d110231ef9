import { bytesOf as bytesOfNumbers, type NamedTensor } from '../../../formats/index.ts'
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
import {
  type AttributeProto,
  attributes,
  bytesOf,
  elements,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './messages.ts'

const binaries: Readonly<Record<Binary, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
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

const ints = (name: string, values: readonly number[]): AttributeProto => ({
  name,
  type: attributes.ints,
  ints: values,
})
const int = (name: string, i: number): AttributeProto => ({ name, type: attributes.int, i })

const wholes = (name: string, values: readonly number[]): TensorProto => ({
  name,
  dims: [values.length],
  dataType: elements.int64,
  rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
})

/** What a step comes to: nodes, and constants that they need. */
interface Written {
  readonly nodes: readonly NodeProto[]
  readonly constants?: readonly TensorProto[]
}

const node = (
  opType: string,
  input: readonly string[],
  output: string,
  attribute: readonly AttributeProto[] = [],
): NodeProto => ({
  name: output,
  opType,
  input,
  output: [output],
  attribute,
})

/** Images are [n, channels, rows, columns] there: they are turned before and after. */
const turned = (opType: string, { from: [x, ...more], to }: Step, attribute: readonly AttributeProto[]): Written => ({
  nodes: [
    node('Transpose', [x!.name], `${to.name}.before`, [ints('perm', [0, 3, 1, 2])]),
    node(opType, [`${to.name}.before`, ...more.map(({ name }) => name)], `${to.name}.after`, attribute),
    node('Transpose', [`${to.name}.after`], to.name, [ints('perm', [0, 2, 3, 1])]),
  ],
})

const over = ({
  window,
  strides,
  padding: [top, bottom, left, right],
}: Extract<Operation, { readonly windows: unknown }>['windows']) => [
  ints('kernel_shape', window),
  ints('strides', strides),
  ints('pads', [top, left, bottom, right]),
]

type Rules = {
  readonly [T in Tag]: (
    operation: Extract<Operation, { readonly _tag: T }>,
    step: Step,
    names: readonly string[],
  ) => Written
}

const rules: Rules = {
  Binary: ({ op }, { to }, names) => ({ nodes: [node(binaries[op], names, to.name)] }),
  Unary: ({ op }, { to }, names) => ({
    nodes: [node(unaries[op], names, to.name, op === 'softmax' ? [int('axis', -1)] : [])],
  }),
  MatMul: (_, { to }, names) => ({ nodes: [node('MatMul', names, to.name)] }),
  Convolution: ({ windows }, step) => turned('Conv', step, over(windows)),
  MaxPool: ({ windows }, step) => turned('MaxPool', step, over(windows)),
  AveragePool: ({ windows }, step) => turned('AveragePool', step, over(windows)),
  Mean: ({ axes }, { to }, names) => ({
    nodes: [node('ReduceMean', names, to.name, [ints('axes', axes), int('keepdims', 1)])],
  }),
  Reshape: (_, { to }, [x = '']) => ({
    nodes: [node('Reshape', [x, `${to.name}.shape`], to.name)],
    constants: [wholes(`${to.name}.shape`, to.shape)],
  }),
  Gather: ({ places }, { to }, [x = '']) => ({
    nodes: [node('Gather', [x, `${to.name}.places`], to.name, [int('axis', 1)])],
    constants: [wholes(`${to.name}.places`, places)],
  }),
}

const writtenStep = (step: Step): Written =>
  (rules[step.operation._tag] as (o: Operation, s: Step, n: readonly string[]) => Written)(
    step.operation,
    step,
    step.from.map(({ name }) => name),
  )

/** A filter [rows, columns, from, channels] as [channels, from, rows, columns]. */
const filter = ({ name, shape: [rows = 1, columns = 1, from = 1, channels = 1], values }: NamedTensor): NamedTensor => {
  const turnedValues = new Float32Array(values.length)
  let at = 0
  for (let k = 0; k < channels; k += 1)
    for (let c = 0; c < from; c += 1)
      for (let y = 0; y < rows; y += 1)
        for (let x = 0; x < columns; x += 1) {
          turnedValues[at] = values[((y * columns + x) * from + c) * channels + k]!
          at += 1
        }
  return { name, shape: [channels, from, rows, columns], values: turnedValues }
}

const info = ({ name, shape }: Value): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: elements.float,
      shape: { dim: shape.map((side) => (side === batch ? { dimParam: 'n' } : { dimValue: side })) },
    },
  },
})

/** A graph as a model of ONNX, operators of version 17, for any number of inputs at once. */
export const onnxOf = ({ name, input, constants, steps, outputs }: Graph): Uint8Array => {
  const written = steps.map(writtenStep)
  const filters = new Set(
    steps.flatMap(({ operation, from }) => (operation._tag === 'Convolution' ? [from[1]!.name] : [])),
  )
  const tensors = constants.map((one) => (filters.has(one.name) ? filter(one) : one))
  return bytesOf({
    irVersion: 8,
    producerName: 'retain',
    producerVersion: retainVersion(),
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name,
      node: written.flatMap(({ nodes }) => nodes),
      initializer: [
        ...tensors.map(
          ({ name: of, shape, values }): TensorProto => ({
            name: of,
            dims: shape,
            dataType: elements.float,
            rawData: bytesOfNumbers(values),
          }),
        ),
        ...written.flatMap(({ constants: more = [] }) => more),
      ],
      input: [info(input)],
      output: outputs.map(info),
    },
  })
}
