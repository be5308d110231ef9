import { type Node, type NodeOf, philoxUniforms, type Rules } from '../../../ir/index.ts'
import { broadcast, concat, gather, oneHot, pad, slice, transpose } from './arrange.ts'
import { fold } from './fold.ts'
import { matMul } from './mat-mul.ts'
import { patches, unpatch } from './patches.ts'
import { minimise } from './quadratic-program.ts'
import { type Value, value } from './values.ts'

/** The values computed so far. */
export type Environment = Map<Node, Value>

/** The value of a node from those of its operands, by the definition of its primitive. */
export const rulesOver = (env: Environment): Rules<Value> => {
  const at = (node: Node, i: number): Value => env.get(node.inputs[i]!)!
  const one = (f: (x: number) => number) => (n: Node) => {
    const x = at(n, 0).data
    return value(n.shape, (i) => f(x[i]!))
  }
  const two = (f: (x: number, y: number) => number) => (n: Node) => {
    const [x, y] = [at(n, 0).data, at(n, 1).data]
    return value(n.shape, (i) => f(x[i]!, y[i]!))
  }
  const same = (n: Node): Value => at(n, 0)
  const absent = (n: Node): Value => {
    throw new Error(
      `internal: ${n.primitive} ${n.primitive === 'input' || n.primitive === 'option' ? n.attributes.name : ''} has no value`,
    )
  }
  const put = (n: Node): Value => env.get(n) ?? absent(n)
  return {
    input: absent,
    constant: (n) => value([], () => n.attributes.value),
    option: absent,
    alias: same,
    stopGradient: same,
    negate: one((x) => -x),
    absolute: one(Math.abs),
    sign: one(Math.sign),
    squareRoot: one(Math.sqrt),
    exponential: one(Math.exp),
    logarithm: one(Math.log),
    tanh: one(Math.tanh),
    sine: one(Math.sin),
    cosine: one(Math.cos),
    add: two((x, y) => x + y),
    subtract: two((x, y) => x - y),
    multiply: two((x, y) => x * y),
    divide: two((x, y) => x / y),
    maximum: two(Math.max),
    minimum: two(Math.min),
    less: two((x, y) => (x < y ? 1 : 0)),
    lessEqual: two((x, y) => (x <= y ? 1 : 0)),
    equal: two((x, y) => (x === y ? 1 : 0)),
    select: (n) => {
      const [c, x, y] = [at(n, 0).data, at(n, 1).data, at(n, 2).data]
      return value(n.shape, (i) => (c[i] !== 0 ? x[i]! : y[i]!))
    },
    sum: (n) => fold(at(n, 0), n.shape, n.attributes.axes, 0, (so, x) => so + x),
    maximumOver: (n) => fold(at(n, 0), n.shape, n.attributes.axes, Number.NEGATIVE_INFINITY, Math.max),
    broadcast: (n) => broadcast(at(n, 0), n.shape),
    reshape: (n) => ({ shape: n.shape, data: at(n, 0).data }),
    transpose: (n) => transpose(at(n, 0), n.attributes.permutation, n.shape),
    matMul: (n) => matMul(at(n, 0), at(n, 1), n.attributes.transposeLeft, n.attributes.transposeRight, n.shape),
    gather: (n) => gather(at(n, 0), at(n, 1), n.shape),
    oneHot: (n) => oneHot(at(n, 0), n.attributes.depth, n.shape),
    philox: (n) => ({
      shape: n.shape,
      data: Float64Array.from(philoxUniforms(n.shape, n.attributes.counter, at(n, 0).data)),
    }),
    concat: (n) => {
      const parts = n.inputs.map((_, i) => at(n, i))
      return concat(parts, n.attributes.axis, n.shape)
    },
    slice: (n) => slice(at(n, 0), n.attributes.begin, n.shape),
    pad: (n) => pad(at(n, 0), n.attributes.before, n.shape),
    patches: (n) => patches(at(n, 0), n.attributes, n.shape),
    unpatch: (n) => unpatch(at(n, 0), n.attributes, n.shape),
    quadraticProgram: (n) => ({ shape: n.shape, data: minimise(at(n, 0).data, at(n, 1).data, at(n, 2).data) }),
    asked: absent,
    loop: absent,
    final: put,
    stack: put,
    branch: () => value([], () => 0),
    taken: (n) => {
      const decision = n.inputs[0] as NodeOf<'branch'>
      const side = at(decision, 0).data[0] !== 0 ? decision.attributes.then : decision.attributes.otherwise
      return env.get(side[n.attributes.index]!)!
    },
  }
}
