import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import {
  commonShape,
  constantOf,
  type Node,
  type NodeOf,
  philoxUniforms,
  type Rules,
  type Shape,
  sameShape,
  sizeOf,
} from '../../../ir/index.ts'
import { slidingKernels } from './sliding.ts'
import type { Kernels } from './store.ts'

/** The operands a node really reads, and the kernel calls that make it from them. */
export interface Lowering {
  readonly reads: readonly Node[]
  /** The shapes under which the kernels see the operands; their own unless said. */
  readonly shapes?: readonly Shape[]
  readonly call: (infos: readonly TensorInfo[]) => TensorInfo
}

/** Structure is no work of a kernel. */
type Structure = 'structure'

const hostOnly = (node: Node): never => {
  throw new Error(`internal: ${node.primitive} is decided on the host and cannot be compiled for a device`)
}

/** Two operands without their broadcasts where the kernel, stretching by itself, still yields `shape`. */
const bare = ([a, b]: readonly Node[], shape: Shape, given: ReadonlySet<Node>): readonly [Node, Node] => {
  const behind = (node: Node): Node =>
    node.primitive === 'broadcast' && !given.has(node) ? behind(node.inputs[0]!) : node
  const [left, right] = [behind(a!), behind(b!)]
  return sameShape(commonShape(left.shape, right.shape), shape) ? [left, right] : [a!, right]
}

/** How each primitive is made by kernels of tfjs. */
export const rules = (store: Kernels, given: ReadonlySet<Node>): Rules<Lowering | Structure> => {
  const structure = (): Structure => 'structure'
  const unary = (name: string) => {
    const kernel = store.kernel(name)
    return (n: Node): Lowering => ({ reads: n.inputs, call: ([x]) => kernel({ x: x! }, {}) })
  }
  const binary = (name: string) => {
    const kernel = store.kernel(name)
    return (n: Node): Lowering => ({
      reads: bare(n.inputs, n.shape, given),
      call: ([a, b]) => kernel({ a: a!, b: b! }, {}),
    })
  }
  const of = (name: string, node: Node, attributes: NamedAttrMap): Lowering => {
    const kernel = store.kernel(name)
    return { reads: node.inputs, call: ([x]) => kernel({ x: x! }, attributes) }
  }
  const cast = store.kernel('Cast')
  /** Runs `work` on the operand as another element type. */
  const as = (dtype: 'int32' | 'bool', info: TensorInfo, work: (info: TensorInfo) => TensorInfo): TensorInfo => {
    if (info.dtype === dtype) return work(info)
    const other = cast({ x: info }, { dtype })
    const out = work(other)
    store.discard(other)
    return out
  }
  const select = store.kernel('Select')
  const oneHot = store.kernel('OneHot')
  const gather = store.kernel('GatherV2')
  const concat = store.kernel('Concat')
  const fill = store.kernel('Fill')
  const matMul = store.kernel('BatchMatMul')
  const sliding = slidingKernels(store)
  const stretch = (n: NodeOf<'broadcast'>): Lowering => {
    const value = constantOf(n)
    if (value !== undefined)
      return { reads: [], call: () => fill({}, { shape: [...n.shape], value, dtype: 'float32' }) }
    const from = n.inputs[0]!.shape
    const padded = [...n.shape.slice(from.length).map(() => 1), ...from]
    const reps = n.shape.map((extent, i) => extent / padded[i]!)
    return { ...of('Tile', n, { reps }), shapes: [padded] }
  }
  return {
    input: structure,
    constant: structure,
    option: structure,
    loop: structure,
    final: structure,
    stack: structure,
    alias: structure,
    stopGradient: structure,
    reshape: structure,
    quadraticProgram: hostOnly,
    asked: hostOnly,
    branch: hostOnly,
    taken: hostOnly,
    negate: unary('Neg'),
    absolute: unary('Abs'),
    sign: unary('Sign'),
    squareRoot: unary('Sqrt'),
    exponential: unary('Exp'),
    logarithm: unary('Log'),
    tanh: unary('Tanh'),
    sine: unary('Sin'),
    cosine: unary('Cos'),
    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Multiply'),
    divide: binary('RealDiv'),
    maximum: binary('Maximum'),
    minimum: binary('Minimum'),
    less: binary('Less'),
    lessEqual: binary('LessEqual'),
    equal: binary('Equal'),
    select: (n) => ({
      reads: n.inputs,
      call: ([c, t, e]) => as('bool', c!, (condition) => select({ condition, t: t!, e: e! }, {})),
    }),
    sum: (n) => of('Sum', n, { axis: [...n.attributes.axes], keepDims: false }),
    maximumOver: (n) => of('Max', n, { reductionIndices: [...n.attributes.axes], keepDims: false }),
    broadcast: stretch,
    transpose: (n) => of('Transpose', n, { perm: [...n.attributes.permutation] }),
    matMul: (n) => ({
      reads: n.inputs,
      shapes: n.inputs.map(({ shape }) => [sizeOf(shape.slice(0, -2)), ...shape.slice(-2)]),
      call: ([a, b]) =>
        matMul({ a: a!, b: b! }, { transposeA: n.attributes.transposeLeft, transposeB: n.attributes.transposeRight }),
    }),
    gather: (n) => ({
      reads: n.inputs,
      call: ([x, at]) => as('int32', at!, (indices) => gather({ x: x!, indices }, { axis: 0, batchDims: 0 })),
    }),
    oneHot: (n) => ({
      reads: n.inputs,
      call: ([at]) =>
        as('int32', at!, (indices) => {
          const hot = oneHot({ indices }, { depth: n.attributes.depth, onValue: 1, offValue: 0, dtype: 'float32' })
          if (hot.dtype === 'float32') return hot
          // The wasm kernel answers in integers whatever it is asked for.
          const numbers = cast({ x: hot }, { dtype: 'float32' })
          store.discard(hot)
          return numbers
        }),
    }),
    philox: (n) => ({
      reads: n.inputs,
      call: ([key]) => store.onHost(key!, n.shape, (halves) => philoxUniforms(n.shape, n.attributes.counter, halves)),
    }),
    concat: (n) => ({ reads: n.inputs, call: (infos) => concat(infos, { axis: n.attributes.axis }) }),
    slice: (n) => of('Slice', n, { begin: [...n.attributes.begin], size: [...n.attributes.size] }),
    pad: (n) => {
      const { before, after } = n.attributes
      return of('PadV2', n, { paddings: before.map((amount, i) => [amount, after[i]!]), constantValue: 0 })
    },
    patches: (n) => ({ reads: n.inputs, call: ([x]) => sliding.patches(x!, n.attributes, n.shape) }),
    unpatch: (n) => ({ reads: n.inputs, call: ([y]) => sliding.unpatch(y!, n.attributes, n.shape) }),
  }
}
