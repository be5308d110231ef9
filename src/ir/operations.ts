import type { Builder } from './builder.ts'
import { type Node, type Shape, type Sliding, sameShape } from './node.ts'

type Pair = (a: Node, b: Node) => Node
type One = (a: Node) => Node

/** The vocabulary in which derivatives and lowered programs are written: primitives with broadcasting made explicit. */
export interface Operations {
  readonly build: Builder
  readonly constant: (value: number, shape?: Shape) => Node
  readonly negate: One
  readonly absolute: One
  readonly sign: One
  readonly squareRoot: One
  readonly exponential: One
  readonly logarithm: One
  readonly tanh: One
  readonly sine: One
  readonly cosine: One
  readonly stopGradient: One
  readonly add: Pair
  readonly subtract: Pair
  readonly multiply: Pair
  readonly divide: Pair
  readonly maximum: Pair
  readonly minimum: Pair
  readonly less: Pair
  readonly lessEqual: Pair
  readonly equal: Pair
  readonly select: (condition: Node, then: Node, otherwise: Node) => Node
  readonly sum: (a: Node, axes?: readonly number[]) => Node
  readonly maximumOver: (a: Node, axes: readonly number[]) => Node
  readonly broadcast: (a: Node, shape: Shape) => Node
  readonly reshape: (a: Node, shape: Shape) => Node
  readonly transpose: (a: Node, permutation: readonly number[]) => Node
  readonly matMul: (a: Node, b: Node, transposeLeft?: boolean, transposeRight?: boolean) => Node
  readonly gather: Pair
  readonly oneHot: (indices: Node, depth: number) => Node
  readonly concat: (nodes: readonly Node[], axis: number) => Node
  /** What a window sees at each place: [n, h, w, c] → [n, rows, columns, window · c]. */
  readonly patches: (a: Node, sliding: Sliding) => Node
  /** Its adjoint: patches are summed back to images of `extent`. */
  readonly unpatch: (a: Node, sliding: Sliding, extent: readonly [number, number]) => Node
  readonly slice: (a: Node, begin: readonly number[], size: readonly number[]) => Node
  readonly pad: (a: Node, before: readonly number[], after: readonly number[]) => Node
}

/** The common shape of two operands under the usual rule: aligned at the last dimension, an extent of 1 stretches. */
export const commonShape = (a: Shape, b: Shape): Shape =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i, rank = Math.max(a.length, b.length)) => {
    const left = a[i - (rank - a.length)] ?? 1
    const right = b[i - (rank - b.length)] ?? 1
    return left === 1 ? right : left
  })

/** Alone, and in one order: equal nodes are told by their attributes one after the other. */
const slidingOf = ({ window, strides, padding }: Sliding): Sliding => ({ window, strides, padding })

/** Whether a window sees every element once, alone. */
const isIdentity = ({ window, strides, padding }: Sliding): boolean =>
  [...window, ...strides].every((n) => n === 1) && padding.every((n) => n === 0)

export const operations = (build: Builder): Operations => {
  const { make } = build
  const broadcast: Operations['broadcast'] = (a, shape) =>
    sameShape(a.shape, shape) ? a : make('broadcast', [a], { shape })
  const elementwise =
    (
      primitive: 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum' | 'less' | 'lessEqual' | 'equal',
    ): Pair =>
    (a, b) => {
      const shape = commonShape(a.shape, b.shape)
      return make(primitive, [broadcast(a, shape), broadcast(b, shape)], {})
    }
  const one =
    (
      primitive:
        | 'negate'
        | 'absolute'
        | 'sign'
        | 'squareRoot'
        | 'exponential'
        | 'logarithm'
        | 'tanh'
        | 'sine'
        | 'cosine'
        | 'stopGradient',
    ): One =>
    (a) =>
      make(primitive, [a], {})
  return {
    build,
    constant: (value, shape = []) => broadcast(make('constant', [], { value }), shape),
    negate: one('negate'),
    absolute: one('absolute'),
    sign: one('sign'),
    squareRoot: one('squareRoot'),
    exponential: one('exponential'),
    logarithm: one('logarithm'),
    tanh: one('tanh'),
    sine: one('sine'),
    cosine: one('cosine'),
    stopGradient: one('stopGradient'),
    add: elementwise('add'),
    subtract: elementwise('subtract'),
    multiply: elementwise('multiply'),
    divide: elementwise('divide'),
    maximum: elementwise('maximum'),
    minimum: elementwise('minimum'),
    less: elementwise('less'),
    lessEqual: elementwise('lessEqual'),
    equal: elementwise('equal'),
    select: (condition, then, otherwise) => {
      const shape = [condition, then, otherwise].map((n) => n.shape).reduce(commonShape)
      return make('select', [broadcast(condition, shape), broadcast(then, shape), broadcast(otherwise, shape)], {})
    },
    sum: (a, axes = a.shape.map((_, i) => i)) => (axes.length === 0 ? a : make('sum', [a], { axes })),
    maximumOver: (a, axes) => (axes.length === 0 ? a : make('maximumOver', [a], { axes })),
    broadcast,
    reshape: (a, shape) => (sameShape(a.shape, shape) ? a : make('reshape', [a], { shape })),
    transpose: (a, permutation) => (permutation.every((p, i) => p === i) ? a : make('transpose', [a], { permutation })),
    matMul: (a, b, transposeLeft = false, transposeRight = false) =>
      make('matMul', [a, b], { transposeLeft, transposeRight }),
    gather: (a, indices) => make('gather', [a, indices], {}),
    oneHot: (indices, depth) => make('oneHot', [indices], { depth }),
    concat: (nodes, axis) => (nodes.length === 1 ? nodes[0]! : make('concat', nodes, { axis })),
    patches: (a, sliding) => (isIdentity(sliding) ? a : make('patches', [a], slidingOf(sliding))),
    unpatch: (a, sliding, extent) =>
      isIdentity(sliding) ? a : make('unpatch', [a], { ...slidingOf(sliding), extent: [extent[0], extent[1]] }),
    slice: (a, begin, size) => (sameShape(a.shape, size) ? a : make('slice', [a], { begin, size })),
    pad: (a, before, after) => ([...before, ...after].every((n) => n === 0) ? a : make('pad', [a], { before, after })),
  }
}
