import { type Binary, type Comparison, type Node, type Shape, type Sliding, sameShape, type Unary } from './node.ts'
import type { Builder, Operations } from './vocabulary.ts'

type Pair = Operations['add']
type One = Operations['negate']

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
  const pair =
    (primitive: Binary | Comparison): Pair =>
    (a, b) => {
      const shape = commonShape(a.shape, b.shape)
      return make(primitive, [broadcast(a, shape), broadcast(b, shape)], {})
    }
  const one =
    (primitive: Unary | 'stopGradient'): One =>
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
    add: pair('add'),
    subtract: pair('subtract'),
    multiply: pair('multiply'),
    divide: pair('divide'),
    maximum: pair('maximum'),
    minimum: pair('minimum'),
    less: pair('less'),
    lessEqual: pair('lessEqual'),
    equal: pair('equal'),
    select: (condition, then, otherwise) => {
      const shape = [condition, then, otherwise].map((n) => n.shape).reduce(commonShape)
      return make('select', [broadcast(condition, shape), broadcast(then, shape), broadcast(otherwise, shape)], {})
    },
    sum: (a, axes = a.shape.map((_, i) => i)) => (axes.length === 0 ? a : make('sum', [a], { axes })),
    maximumOver: (a, axes) => (axes.length === 0 ? a : make('maximumOver', [a], { axes })),
    broadcast,
    reshape: (a, shape) => (sameShape(a.shape, shape) ? a : make('reshape', [a], { shape })),
    transpose: (a, permutation) => (permutation.every((p, i) => p === i) ? a : make('transpose', [a], { permutation })),
    matMul: (a, b, transposeLeft = false, transposeRight = false) => {
      const leading = commonShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
      const repeated = (of: Node): Node => broadcast(of, [...leading, ...of.shape.slice(-2)])
      return make('matMul', [repeated(a), repeated(b)], { transposeLeft, transposeRight })
    },
    gather: (a, indices) => make('gather', [a, indices], {}),
    oneHot: (indices, depth) => make('oneHot', [indices], { depth }),
    philox: (key, shape, counter) => make('philox', [key], { shape, counter }),
    concat: (nodes, axis) => (nodes.length === 1 ? nodes[0]! : make('concat', nodes, { axis })),
    patches: (a, sliding) => (isIdentity(sliding) ? a : make('patches', [a], slidingOf(sliding))),
    unpatch: (a, sliding, extent) =>
      isIdentity(sliding) ? a : make('unpatch', [a], { ...slidingOf(sliding), extent: [extent[0], extent[1]] }),
    slice: (a, begin, size) => (sameShape(a.shape, size) ? a : make('slice', [a], { begin, size })),
    pad: (a, before, after) => ([...before, ...after].every((n) => n === 0) ? a : make('pad', [a], { before, after })),
  }
}
