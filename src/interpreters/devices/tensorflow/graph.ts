import { type Shape, sizeOf } from '../../../ir/index.ts'
import {
  type Argument,
  type Attribute,
  type FunctionDefinition,
  type GraphNode,
  type TensorShape,
  type Type,
  types,
} from './messages.ts'

/** The operations of TensorFlow that are used here, and what each calls its results: the first, where they differ in kind. */
const results = {
  Abs: 'y',
  AddN: 'sum',
  AddV2: 'z',
  BatchMatMulV2: 'output',
  BitwiseAnd: 'z',
  BitwiseOr: 'z',
  BitwiseXor: 'z',
  BroadcastTo: 'output',
  Cast: 'y',
  ConcatV2: 'output',
  Const: 'output',
  Conv2D: 'output',
  Conv2DBackpropFilter: 'output',
  Conv2DBackpropInput: 'output',
  Cos: 'y',
  Equal: 'z',
  Exp: 'y',
  ExtractImagePatches: 'patches',
  Fill: 'output',
  GatherV2: 'output',
  IsFinite: 'y',
  Less: 'z',
  LessEqual: 'z',
  Log: 'y',
  LogicalAnd: 'z',
  MatMul: 'product',
  Max: 'output',
  Maximum: 'z',
  Minimum: 'z',
  Mul: 'z',
  Neg: 'y',
  OneHot: 'output',
  Pack: 'output',
  Pad: 'output',
  Range: 'output',
  RealDiv: 'z',
  RetainPass: 'outputs',
  Reshape: 'output',
  RightShift: 'z',
  Select: 'output',
  Sign: 'y',
  Sin: 'y',
  Slice: 'output',
  Sqrt: 'y',
  StatelessWhile: 'output',
  StridedSliceGrad: 'output',
  Sub: 'z',
  Sum: 'output',
  Tanh: 'y',
  TensorListGetItem: 'item',
  TensorListReserve: 'handle',
  TensorListSetItem: 'output_handle',
  TensorListStack: 'tensor',
  Transpose: 'y',
  Unpack: 'output',
} as const

export type Operation = keyof typeof results

/** A value in a function: an argument, or an output of a node. */
export interface Wire {
  readonly name: string
  readonly type: Type
}

export type Attributes = Readonly<Record<string, Attribute>>

export const shapeMessage = (shape: Shape): TensorShape => ({ dim: shape.map((size) => ({ size })) })

/** The body of a function in the making. Equal constants are one node. */
export interface Graph {
  /** A node of one result. */
  readonly add: (op: Operation, inputs: readonly Wire[], attributes: Attributes, type: Type) => Wire
  /** A node of a list of results. */
  readonly addMany: (
    op: Operation,
    inputs: readonly Wire[],
    attributes: Attributes,
    types: readonly Type[],
  ) => readonly Wire[]
  readonly float: (value: number) => Wire
  /** The condition that never holds. */
  readonly no: () => Wire
  readonly int: (value: number) => Wire
  /** A vector of integers: axes, shapes, permutations. */
  readonly ints: (values: readonly number[], shape?: Shape) => Wire
  /** A number of 64 bits without a sign. */
  readonly word: (value: number) => Wire
  readonly finished: (
    name: string,
    inputs: readonly Argument[],
    outputs: readonly { readonly name: string; readonly wire: Wire }[],
  ) => FunctionDefinition
}

export const graph = (): Graph => {
  const nodes: GraphNode[] = []
  const constants = new Map<string, Wire>()
  const addMany: Graph['addMany'] = (op, inputs, attr, types) => {
    const name = `n${nodes.length}`
    nodes.push({ name, op, input: inputs.map((input) => input.name), attr })
    return types.map((type, i) => ({ name: `${name}:${results[op]}:${i}`, type }))
  }
  const add: Graph['add'] = (op, inputs, attr, type) => addMany(op, inputs, attr, [type])[0]!
  const constant = (
    type: Type,
    shape: Shape,
    elements: Float32Array | Int32Array | BigUint64Array | Uint8Array,
  ): Wire => {
    const key = `${type} ${shape} ${[...elements].map((x) => (Object.is(x, -0) ? '-0' : String(x))).join()}`
    const tensorContent = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength)
    const tensor = { dtype: type, tensorShape: shapeMessage(shape), tensorContent }
    const known = constants.get(key) ?? add('Const', [], { dtype: { type }, value: { tensor } }, type)
    constants.set(key, known)
    return known
  }
  return {
    add,
    addMany,
    no: () => constant(types.bool, [], Uint8Array.of(0)),
    float: (value) => constant(types.float, [], Float32Array.of(value)),
    int: (value) => constant(types.int32, [], Int32Array.of(value)),
    ints: (values, shape = [values.length]) => {
      if (sizeOf(shape) !== values.length) throw new Error('internal: a constant has not as many numbers as its shape')
      return constant(types.int32, shape, Int32Array.from(values))
    },
    word: (value) => constant(types.uint64, [], BigUint64Array.of(BigInt(value))),
    finished: (name, inputArg, outputs) => ({
      signature: {
        name,
        inputArg,
        outputArg: outputs.map((output) => ({ name: output.name, type: output.wire.type })),
      },
      nodeDef: nodes,
      ret: Object.fromEntries(outputs.map((output) => [output.name, output.wire.name])),
    }),
  }
}
