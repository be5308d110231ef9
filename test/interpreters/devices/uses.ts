import fc from 'fast-check'
import type { Node, Operations, Shape, Sliding } from '../../../src/ir/index.ts'

/** A primitive's use: the shapes of its operands and the node made of them. */
export interface Use {
  readonly shapes: readonly Shape[]
  readonly make: (o: Operations, x: readonly Node[]) => Node
  /** Restricts the operands: powers, logarithms and indices don't take every number. */
  readonly values?: fc.Arbitrary<number>
}

type Pair = readonly [number, number]

const matrix: Shape = [3, 5]
const unary = (make: (o: Operations) => (a: Node) => Node, values?: fc.Arbitrary<number>): Use => ({
  shapes: [matrix],
  make: (o, [a]) => make(o)(a!),
  ...(values === undefined ? {} : { values }),
})
const binary = (make: (o: Operations) => (a: Node, b: Node) => Node): Use => ({
  shapes: [matrix, [5]],
  make: (o, [a, b]) => make(o)(a!, b!),
})
const truth = (make: (o: Operations) => (a: Node, b: Node) => Node): Use => ({
  shapes: [[3, 1], [5]],
  make: (o, [a, b]) => o.select(make(o)(a!, b!), o.constant(1), o.constant(-2)),
})
const sliding = (window: Pair, strides: Pair, padding: Sliding['padding'] = [0, 0, 0, 0]): Sliding => ({
  window,
  strides,
  padding,
})
const positive = fc.integer({ min: 1, max: 512 }).map((n) => n / 64)
const word = fc.nat(65535)
const index = fc.integer({ min: 0, max: 3 })

/** Uses of every primitive, in each of its forms. */
export const uses: Readonly<Record<string, Use>> = {
  negate: unary((o) => o.negate),
  absolute: unary((o) => o.absolute),
  sign: unary((o) => o.sign),
  squareRoot: unary((o) => o.squareRoot, positive),
  exponential: unary((o) => o.exponential),
  logarithm: unary((o) => o.logarithm, positive),
  tanh: unary((o) => o.tanh),
  sine: unary((o) => o.sine),
  cosine: unary((o) => o.cosine),
  stopGradient: unary((o) => o.stopGradient),
  alias: unary((o) => o.build.alias),
  add: binary((o) => o.add),
  subtract: binary((o) => o.subtract),
  multiply: binary((o) => o.multiply),
  divide: { ...binary((o) => o.divide), values: positive },
  maximum: binary((o) => o.maximum),
  minimum: binary((o) => o.minimum),
  less: truth((o) => o.less),
  lessEqual: truth((o) => o.lessEqual),
  equal: truth((o) => o.equal),
  select: {
    shapes: [matrix, [3, 1], [5]],
    make: (o, [a, b, c]) => o.select(o.less(a!, o.constant(0)), b!, c!),
  },
  'sum of all': unary((o) => o.sum),
  'sum of rows': unary((o) => (a) => o.sum(a, [0])),
  'sum over outer dimensions': { shapes: [[2, 3, 4]], make: (o, [a]) => o.sum(a!, [0, 2]) },
  'maximumOver columns': unary((o) => (a) => o.maximumOver(a, [1])),
  'maximumOver the middle': { shapes: [[2, 3, 4]], make: (o, [a]) => o.maximumOver(a!, [1]) },
  'broadcast of a column': { shapes: [[3, 1]], make: (o, [a]) => o.broadcast(a!, [2, 3, 4]) },
  'broadcast of a number': { shapes: [], make: (o) => o.constant(0.5, [2, 3]) },
  constant: { shapes: [], make: (o) => o.constant(-1.25) },
  reshape: unary((o) => (a) => o.reshape(a, [5, 3])),
  transpose: unary((o) => (a) => o.transpose(a, [1, 0])),
  'transpose of inner matrices': { shapes: [[2, 3, 4]], make: (o, [a]) => o.transpose(a!, [0, 2, 1]) },
  'transpose around': { shapes: [[2, 3, 4]], make: (o, [a]) => o.transpose(a!, [2, 0, 1]) },
  'transpose reversed': { shapes: [[2, 3, 4]], make: (o, [a]) => o.transpose(a!, [2, 1, 0]) },
  'transpose of four': { shapes: [[2, 3, 2, 3]], make: (o, [a]) => o.transpose(a!, [2, 1, 3, 0]) },
  matMul: { shapes: [matrix, [5, 4]], make: (o, [a, b]) => o.matMul(a!, b!) },
  'matMul, left transposed': {
    shapes: [
      [5, 3],
      [5, 4],
    ],
    make: (o, [a, b]) => o.matMul(a!, b!, true, false),
  },
  'matMul, right transposed': { shapes: [matrix, [4, 5]], make: (o, [a, b]) => o.matMul(a!, b!, false, true) },
  'matMul, both transposed': {
    shapes: [
      [5, 3],
      [4, 5],
    ],
    make: (o, [a, b]) => o.matMul(a!, b!, true, true),
  },
  'matMul of many matrices': {
    shapes: [
      [4, 3, 5],
      [4, 5, 2],
    ],
    make: (o, [a, b]) => o.matMul(a!, b!),
  },
  'matMul of many matrices, left transposed': {
    shapes: [
      [2, 2, 5, 3],
      [2, 2, 5, 9],
    ],
    make: (o, [a, b]) => o.matMul(a!, b!, true, false),
  },
  'matMul of many matrices by one': {
    shapes: [
      [4, 5, 3],
      [5, 7],
    ],
    make: (o, [a, b]) => o.matMul(a!, b!, true, false),
  },
  'matMul of one matrix by many': { shapes: [matrix, [4, 6, 5]], make: (o, [a, b]) => o.matMul(a!, b!, false, true) },
  'matMul of parts of many matrices': {
    shapes: [
      [4, 3, 6],
      [5, 6, 2],
    ],
    make: (o, [a, b]) => o.matMul(o.slice(a!, [1, 1, 0], [2, 2, 6]), o.slice(b!, [3, 0, 0], [2, 6, 2])),
  },
  'matMul of columns of many matrices': {
    shapes: [
      [2, 3, 6],
      [2, 4, 2],
    ],
    make: (o, [a, b]) => o.matMul(o.slice(a!, [0, 0, 2], [2, 3, 4]), b!),
  },
  'matMul of a number in place of many matrices': {
    shapes: [[2, 3, 6]],
    make: (o, [a]) => o.matMul(a!, o.constant(0.5, [6, 4])),
  },
  gather: { shapes: [[4, 2, 3], [6]], make: (o, [a, at]) => o.gather(a!, o.absolute(at!)), values: index },
  oneHot: { shapes: [[2, 4]], make: (o, [at]) => o.oneHot(at!, 3), values: index },
  philox: { shapes: [[4]], make: (o, [key]) => o.philox(key!, [2, 11], [4294967294, 1, 2, 3]), values: word },
  'concat of rows': { shapes: [matrix, [1, 5]], make: (o, [a, b]) => o.concat([a!, b!, a!], 0) },
  'concat of columns': { shapes: [matrix, [3, 2]], make: (o, [a, b]) => o.concat([a!, b!], 1) },
  'slice of rows': unary((o) => (a) => o.slice(a, [1, 0], [2, 5])),
  'slice of a block': unary((o) => (a) => o.slice(a, [1, 2], [2, 2])),
  pad: unary((o) => (a) => o.pad(a, [1, 0], [0, 2])),
  patches: { shapes: [[2, 4, 5, 3]], make: (o, [a]) => o.patches(a!, sliding([2, 3], [1, 1])) },
  'patches, padded': { shapes: [[2, 4, 5, 3]], make: (o, [a]) => o.patches(a!, sliding([3, 3], [2, 1], [1, 1, 2, 0])) },
  'patches that skip the rest': { shapes: [[1, 7, 8, 1]], make: (o, [a]) => o.patches(a!, sliding([2, 1], [3, 4])) },
  'patches of many channels': {
    shapes: [[1, 3, 3, 70]],
    make: (o, [a]) => o.patches(a!, sliding([3, 3], [1, 2], [1, 1, 1, 1])),
  },
  unpatch: { shapes: [[2, 3, 3, 18]], make: (o, [a]) => o.unpatch(a!, sliding([2, 3], [1, 1]), [4, 5]) },
  'unpatch, padded': {
    shapes: [[2, 2, 5, 27]],
    make: (o, [a]) => o.unpatch(a!, sliding([3, 3], [2, 1], [1, 1, 2, 0]), [4, 5]),
  },
  'unpatch that leaves some out': {
    shapes: [[1, 2, 2, 2]],
    make: (o, [a]) => o.unpatch(a!, sliding([2, 1], [3, 4]), [7, 8]),
  },
  'unpatch of many channels': {
    shapes: [[1, 3, 2, 630]],
    make: (o, [a]) => o.unpatch(a!, sliding([3, 3], [1, 2], [1, 1, 1, 1]), [3, 3]),
  },
  'pad of three': { shapes: [[2, 3, 4]], make: (o, [a]) => o.pad(a!, [0, 1, 0], [1, 0, 2]) },
}

/** Numbers that a use takes: it restricts them, or any will do. */
export const valuesOf = ({
  values = fc.integer({ min: -512, max: 512 }).map((n) => n / 64),
}: Use): fc.Arbitrary<number> => values
