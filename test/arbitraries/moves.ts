import { commonShape, type Node, type Operations, type Shape, sizeOf } from '../../src/ir/index.ts'

/** One step of a random program: an operation and its operands, as numbers taken modulo what there is to choose from. */
export interface Move {
  readonly operation: number
  readonly a: number
  readonly b: number
  readonly k: number
  /** What a loop does at every iteration; no loop where it is empty. */
  readonly body: readonly Move[]
}

const mean = (o: Operations, x: Node): Node => o.divide(o.sum(x), o.constant(sizeOf(x.shape)))

/** The value in another shape: as it is, or its elements in a new arrangement, or its mean stretched. */
export const inShape = (o: Operations, x: Node, shape: Shape): Node =>
  sizeOf(x.shape) === sizeOf(shape) ? o.reshape(x, shape) : o.broadcast(mean(o, x), shape)

const meets = (a: Shape, b: Shape): boolean => {
  const common = commonShape(a, b)
  return [a, b].every((s) => s.every((extent, i) => extent === 1 || extent === common[common.length - s.length + i]))
}

const paired = (o: Operations, f: (a: Node, b: Node) => Node) => (a: Node, b: Node) =>
  meets(a.shape, b.shape) ? f(a, b) : f(a, inShape(o, b, a.shape))

/** 0, 1, … as a vector. */
const count = (o: Operations, n: number, f = (i: number) => i): Node =>
  o.concat(
    Array.from({ length: n }, (_, i) => o.reshape(o.constant(f(i)), [1])),
    0,
  )

const matrix = (o: Operations, x: Node): Node => {
  const n = sizeOf(x.shape)
  return x.shape.length === 2 ? x : o.reshape(x, n % 2 === 0 ? [2, n / 2] : [1, n])
}

type Operation = (o: Operations, a: Node, b: Node, k: number) => Node

/**
 * Operations that are smooth near operands in [−2, 2] and whose results stay there, so that a random program has no kink
 * near its point, no overflow, and derivatives of moderate size.
 */
export const smooth: Readonly<Record<string, Operation>> = {
  add: (o, a, b) => o.divide(paired(o, o.add)(a, b), o.constant(2)),
  subtract: (o, a, b) => o.multiply(paired(o, o.subtract)(a, b), o.constant(0.5)),
  multiply: (o, a, b) => o.multiply(paired(o, o.multiply)(a, b), o.constant(0.5)),
  divide: (o, a, b) => paired(o, (x, y) => o.divide(x, o.add(o.constant(1), o.multiply(y, y))))(a, b),
  negate: (o, a) => o.negate(a),
  tanh: (o, a) => o.tanh(a),
  sine: (o, a) => o.sine(a),
  cosine: (o, a) => o.cosine(a),
  exponential: (o, a) => o.exponential(o.divide(a, o.constant(4))),
  logarithm: (o, a) => o.logarithm(o.add(a, o.constant(3))),
  squareRoot: (o, a) => o.subtract(o.squareRoot(o.add(a, o.constant(3))), o.constant(1)),
  absolute: (o, a) => o.subtract(o.absolute(o.subtract(a, o.constant(5))), o.constant(5)),
  sign: (o, a) => o.multiply(a, o.sign(o.subtract(a, o.constant(3)))),
  maximum: (o, a, b) => o.subtract(paired(o, (x, y) => o.maximum(x, o.add(y, o.constant(5))))(a, b), o.constant(5)),
  minimum: (o, a, b) => paired(o, (x, y) => o.minimum(x, o.add(y, o.constant(5))))(a, b),
  select: (o, a, b, k) =>
    paired(o, (x, y) => {
      const last = x.shape[x.shape.length - 1]
      const pattern = last === undefined ? o.constant(k % 2) : count(o, last, (i) => (i * 7 + k) % 2)
      return o.select(o.less(pattern, o.constant(0.5)), x, y)
    })(a, inShape(o, b, a.shape)),
  sum: (o, a, _b, k) => {
    const axes = a.shape.flatMap((_, i) => ((k >> i) % 2 === 0 ? [i] : []))
    const among = axes.reduce((n, axis) => n * a.shape[axis]!, 1)
    return o.divide(o.sum(a, axes), o.constant(among))
  },
  maximumOver: (o, a, _b, k) => {
    if (a.shape.length === 0) return a
    const axis = k % a.shape.length
    const extent = a.shape[axis]!
    const steps = o.reshape(
      count(o, extent),
      a.shape.map((_, i) => (i === axis ? extent : 1)),
    )
    const apart = o.add(o.divide(a, o.constant(8)), steps)
    return o.subtract(o.maximumOver(apart, [axis]), o.constant(extent - 1))
  },
  broadcast: (o, a, _b, k) => o.broadcast(a, [2 + (k % 2), ...a.shape]),
  reshape: (o, a, _b, k) =>
    o.reshape(a, [[sizeOf(a.shape)], [1, ...a.shape], [sizeOf(a.shape), 1], a.shape.filter((n) => n !== 1)][k % 4]!),
  transpose: (o, a, _b, k) => {
    const rank = a.shape.length
    return o.transpose(a, a.shape.map((_, i) => (i + k) % rank).reverse())
  },
  matMul: (o, a, b, k) => {
    const [left, right] = [k % 2 === 1, k % 4 > 1]
    const x = matrix(o, a)
    const inner = left ? x.shape[0]! : x.shape[1]!
    const y = o.broadcast(o.reshape(inShape(o, b, [inner]), [inner, 1]), [inner, 2])
    const tilted = o.multiply(
      y,
      count(o, 2, (i) => 1 - i / 2),
    )
    return o.divide(o.matMul(x, right ? o.transpose(tilted, [1, 0]) : tilted, left, right), o.constant(2 * inner))
  },
  gather: (o, a, _b, k) => {
    const rows = a.shape[0]
    return rows === undefined
      ? a
      : o.gather(
          a,
          count(o, 3, (i) => (i * k) % rows),
        )
  },
  oneHot: (o, a, _b, k) => {
    const last = a.shape[a.shape.length - 1] ?? 1
    return o.multiply(a, o.reshape(o.oneHot(o.constant(k % last), last), a.shape.length === 0 ? [] : [last]))
  },
  concat: (o, a, b, k) => {
    if (a.shape.length === 0) return o.concat([o.reshape(a, [1]), inShape(o, b, [2])], 0)
    const axis = k % a.shape.length
    return o.concat(
      [
        a,
        inShape(
          o,
          b,
          a.shape.map((n, i) => (i === axis ? 1 : n)),
        ),
        a,
      ],
      axis,
    )
  },
  slice: (o, a, _b, k) => {
    const begin = a.shape.map((n) => k % n)
    return o.slice(
      a,
      begin,
      a.shape.map((n, i) => Math.max(1, n - begin[i]! - (k % 2))),
    )
  },
  pad: (o, a, _b, k) =>
    o.pad(
      a,
      a.shape.map((_, i) => (k >> i) % 2),
      a.shape.map((_, i) => (k >> (i + 1)) % 2),
    ),
  patches: (o, a, _b, k) => {
    const [h, w] = matrix(o, a).shape as readonly [number, number]
    return o.patches(o.reshape(a, [1, h, w, 1]), {
      window: [Math.min(2, h), Math.min(2, w)],
      strides: [1 + (k % 2), 1],
      padding: [0, 0, 0, w > 1 ? (k >> 1) % 2 : 0],
    })
  },
  unpatch: (o, a, _b, k) => {
    const n = sizeOf(a.shape)
    const places = n % 2 === 0 ? n / 2 : n
    const column = o.reshape(a, [1, 1, n, 1])
    const pairs = n % 2 === 0 ? o.reshape(a, [1, 1, places, 2]) : o.concat([column, column], 3)
    const stride = 1 + (k % 3)
    const images = o.unpatch(pairs, { window: [1, 2], strides: [1, stride], padding: [0, 0, 0, 0] }, [
      1,
      (places - 1) * stride + 2,
    ])
    return o.divide(images, o.constant(2))
  },
  alias: (o, a) => o.build.alias(a),
}

/** The name of the operation that a move's number chooses. */
export const moveNumbered = (operation: number): string => Object.keys(smooth)[operation % Object.keys(smooth).length]!
