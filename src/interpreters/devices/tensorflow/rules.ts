import {
  commonShape,
  constantOf,
  type Node,
  type NodeOf,
  type Rules,
  type Shape,
  sameShape,
} from '../../../ir/index.ts'
import { convolutionOf, filterSlopeOf, inputSlopeOf } from './convolutions.ts'
import type { Attributes, Graph, Operation, Wire } from './graph.ts'
import { type Given, type Lowering, typeOf } from './lowering.ts'
import { type Type, types } from './messages.ts'
import { philox } from './philox.ts'
import { patches, unpatch } from './sliding.ts'

/** What a loop binds and yields is made with the loop, and variables are there. */
type Structure = 'structure'

const float: Attributes = { T: { type: types.float } }
const indexed: Attributes = { ...float, Tidx: { type: types.int32 } }

const hostOnly = (node: Node): never => {
  throw new Error(`internal: ${node.primitive} is decided on the host and cannot be compiled for a device`)
}

/** What is behind the broadcasts of a value. */
const unstretched = (node: Node, given: Given): Node =>
  node.primitive === 'broadcast' && !given.has(node) ? unstretched(node.inputs[0]!, given) : node

/** Operands without their broadcasts where the operation, stretching by itself, still yields `shape`. */
const bare = (operands: readonly Node[], shape: Shape, given: Given): readonly Node[] => {
  const inner = operands.map((node) => unstretched(node, given))
  return sameShape(inner.map((n) => n.shape).reduce(commonShape), shape) ? inner : [operands[0]!, ...inner.slice(1)]
}

const truncated = (graph: Graph, wire: Wire): Wire =>
  graph.add('Cast', [wire], { SrcT: { type: types.float }, DstT: { type: types.int32 } }, types.int32)

const reshaped = (graph: Graph, wire: Wire, shape: Shape): Wire =>
  graph.add('Reshape', [wire, graph.ints(shape)], { T: { type: wire.type }, Tshape: { type: types.int32 } }, wire.type)

/** Whether a value is one number for each row of a shape. */
const isRow = (own: Shape, shape: Shape): boolean =>
  own.length === shape.length && own[0] === shape[0] && own.slice(1).every((extent) => extent === 1)

/** How each primitive is made by operations of TensorFlow. */
export const rules = (given: Given): Rules<Lowering | Structure> => {
  const structure = (): Structure => 'structure'
  const unary =
    (op: Operation) =>
    (n: Node): Lowering => ({ reads: n.inputs, make: (graph, wires) => graph.add(op, wires, float, types.float) })
  const stretching =
    (op: Operation, type: Type, attributes: Attributes = float) =>
    (n: Node): Lowering => ({
      reads: bare(n.inputs, n.shape, given),
      make: (graph, wires) => graph.add(op, wires, attributes, type),
    })
  const same = (n: Node): Lowering => ({ reads: n.inputs, make: (_, [x]) => x! })
  const reduced =
    (op: Operation) =>
    (n: NodeOf<'sum'> | NodeOf<'maximumOver'>): Lowering => ({
      reads: n.inputs,
      make: (graph, [x]) =>
        graph.add(op, [x!, graph.ints(n.attributes.axes)], { ...indexed, keep_dims: { b: false } }, types.float),
    })
  return {
    input: structure,
    option: structure,
    loop: structure,
    final: structure,
    stack: structure,
    quadraticProgram: hostOnly,
    asked: hostOnly,
    branch: hostOnly,
    taken: hostOnly,
    constant: (n) => ({ reads: [], make: (graph) => graph.float(n.attributes.value) }),
    alias: same,
    stopGradient: same,
    negate: unary('Neg'),
    absolute: unary('Abs'),
    sign: unary('Sign'),
    squareRoot: unary('Sqrt'),
    exponential: unary('Exp'),
    logarithm: unary('Log'),
    tanh: unary('Tanh'),
    sine: unary('Sin'),
    cosine: unary('Cos'),
    add: stretching('AddV2', types.float),
    subtract: stretching('Sub', types.float),
    multiply: stretching('Mul', types.float),
    divide: stretching('RealDiv', types.float),
    maximum: stretching('Maximum', types.float),
    minimum: stretching('Minimum', types.float),
    less: stretching('Less', types.bool),
    lessEqual: stretching('LessEqual', types.bool),
    equal: stretching('Equal', types.bool, { ...float, incompatible_shape_error: { b: true } }),
    select: (n) => {
      const [condition, ...sides] = n.inputs as readonly [Node, Node, Node]
      const chosen = unstretched(condition, given)
      // SelectV2, which stretches all three by itself, takes three times as long.
      if (n.shape.length > 0 && isRow(chosen.shape, n.shape))
        return {
          reads: [chosen, ...sides],
          make: (graph, [c, x, y]) =>
            graph.add('Select', [reshaped(graph, c!, [n.shape[0]!]), x!, y!], float, types.float),
        }
      return { reads: n.inputs, make: (graph, wires) => graph.add('Select', wires, float, types.float) }
    },
    sum: (n) => {
      const [of] = n.inputs as readonly [Node]
      const all = reduced('Sum')
      if (of.primitive !== 'negate' || given.has(of)) return all(n)
      // −Σx has the bits of Σ−x, and is fewer numbers to negate.
      return {
        reads: of.inputs,
        make: (graph, wires) => graph.add('Neg', [all(n).make(graph, wires)], float, types.float),
      }
    },
    maximumOver: reduced('Max'),
    broadcast: (n) => {
      const value = constantOf(n)
      const type = typeOf(n.type)
      if (value !== undefined)
        return {
          reads: [],
          make: (graph) =>
            graph.add(
              'Fill',
              [graph.ints(n.shape), graph.float(value)],
              { T: { type }, index_type: { type: types.int32 } },
              type,
            ),
        }
      return {
        reads: n.inputs,
        make: (graph, [x]) =>
          graph.add('BroadcastTo', [x!, graph.ints(n.shape)], { T: { type }, Tidx: { type: types.int32 } }, type),
      }
    },
    reshape: (n) => ({ reads: n.inputs, make: (graph, [x]) => reshaped(graph, x!, n.shape) }),
    transpose: (n) => ({
      reads: n.inputs,
      make: (graph, [x]) =>
        graph.add(
          'Transpose',
          [x!, graph.ints(n.attributes.permutation)],
          { T: { type: x!.type }, Tperm: { type: types.int32 } },
          x!.type,
        ),
    }),
    matMul: (n) => {
      const { transposeLeft, transposeRight } = n.attributes
      if (n.shape.length > 2)
        return {
          reads: n.inputs,
          make: (graph, wires) =>
            graph.add(
              'BatchMatMulV2',
              wires,
              { ...float, adj_x: { b: transposeLeft }, adj_y: { b: transposeRight } },
              types.float,
            ),
        }
      return (
        convolutionOf(n, given) ??
        filterSlopeOf(n, given) ?? {
          reads: n.inputs,
          make: (graph, wires) =>
            graph.add(
              'MatMul',
              wires,
              { ...float, transpose_a: { b: transposeLeft }, transpose_b: { b: transposeRight } },
              types.float,
            ),
        }
      )
    },
    gather: (n) => ({
      reads: n.inputs,
      make: (graph, [x, at]) =>
        graph.add(
          'GatherV2',
          [x!, truncated(graph, at!), graph.int(0)],
          {
            Tparams: { type: x!.type },
            Tindices: { type: types.int32 },
            Taxis: { type: types.int32 },
            batch_dims: { i: 0 },
          },
          x!.type,
        ),
    }),
    oneHot: (n) => ({
      reads: n.inputs,
      make: (graph, [at]) =>
        graph.add(
          'OneHot',
          [truncated(graph, at!), graph.int(n.attributes.depth), graph.float(1), graph.float(0)],
          { ...float, TI: { type: types.int32 }, axis: { i: -1 } },
          types.float,
        ),
    }),
    philox: (n) => ({
      reads: n.inputs,
      make: (graph, [key]) => philox(graph, key!, n.attributes.counter, n.shape),
    }),
    concat: (n) => ({
      reads: n.inputs,
      make: (graph, wires) =>
        graph.add(
          'ConcatV2',
          [...wires, graph.int(n.attributes.axis)],
          { N: { i: wires.length }, T: { type: typeOf(n.type) }, Tidx: { type: types.int32 } },
          typeOf(n.type),
        ),
    }),
    slice: (n) => ({
      reads: n.inputs,
      make: (graph, [x]) =>
        graph.add(
          'Slice',
          [x!, graph.ints(n.attributes.begin), graph.ints(n.attributes.size)],
          { T: { type: x!.type }, Index: { type: types.int32 } },
          x!.type,
        ),
    }),
    pad: (n) => ({
      reads: n.inputs,
      make: (graph, [x]) => {
        const { before, after } = n.attributes
        const around = before.flatMap((amount, i) => [amount, after[i]!])
        return graph.add(
          'Pad',
          [x!, graph.ints(around, [before.length, 2])],
          { ...float, Tpaddings: { type: types.int32 } },
          types.float,
        )
      },
    }),
    patches: (n) => ({ reads: n.inputs, make: (graph, [x]) => patches(graph, x!, n.attributes) }),
    unpatch: (n) =>
      inputSlopeOf(n, given) ?? {
        reads: n.inputs,
        make: (graph, [y]) => unpatch(graph, y!, n.inputs[0]!.shape, n.attributes, n.shape),
      },
  }
}
