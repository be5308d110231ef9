import { applyRule, evaluationOrder, loopDemands, type Node, type NodeOf, type Program, type Rules, type Shape } from '../../ir/index.ts'
import { minimise } from '../quadratic-program.ts'
import { coordinates, positionOf, stridesOf, type Value, value } from './values.ts'

type Environment = Map<Node, Value>

const unary = (f: (x: number) => number) => (x: Value): Value => value(x.shape, (i) => f(x.data[i]!))
const binary = (f: (x: number, y: number) => number) => (x: Value, y: Value): Value => value(x.shape, (i) => f(x.data[i]!, y.data[i]!))

/** For each element of `shape`, the flat positions in the operand that a reduction over `axes` folds into it. */
const fold = (of: Value, shape: Shape, axes: readonly number[], start: number, f: (so: number, x: number) => number): Value => {
  const out = value(shape, () => start)
  const kept = of.shape.map((_, i) => i).filter((i) => !axes.includes(i))
  for (let i = 0; i < of.data.length; i++) {
    const at = coordinates(of.shape, i)
    const position = positionOf(shape, kept.map((k) => at[k]!))
    out.data[position] = f(out.data[position]!, of.data[i]!)
  }
  return out
}

const matMul = (a: Value, b: Value, left: boolean, right: boolean, [m, n]: Shape): Value => {
  const k = left ? a.shape[0]! : a.shape[1]!
  const [am, ak] = left ? [1, m!] : [k, 1]
  const [bk, bn] = right ? [1, k] : [n!, 1]
  const out = new Float64Array(m! * n!)
  for (let i = 0; i < m!; i++)
    for (let p = 0; p < k; p++) {
      const x = a.data[i * am! + p * ak!]!
      for (let j = 0; j < n!; j++) out[i * n! + j]! += x * b.data[p * bk! + j * bn!]!
    }
  return { shape: [m!, n!], data: out }
}

const rowOf = (source: Value, index: number): Value => {
  const shape = source.shape.slice(1)
  const size = source.data.length / source.shape[0]!
  return { shape, data: source.data.subarray(index * size, (index + 1) * size) }
}

/** Runs a loop as written and sets what is asked of it: the values after the last iteration, and stacks by iteration number. */
const runLoop = (unit: NodeOf<'loop'>, finals: readonly Node[], stacks: readonly Node[], env: Environment): void => {
  const l = unit.attributes
  const bodies = stacks.map((s) => (s as NodeOf<'stack'>).attributes.body)
  const rows = bodies.map(() => new Map<number, Value>())
  let state = l.initial.map((n) => env.get(n)!)
  const bound = new Set([l.index, ...l.carried, ...l.sliced.map((s) => s.variable)])
  for (let step = 0; step < l.times; step++) {
    const index = l.reverse ? l.times - 1 - step : step
    const inner: Environment = new Map(env)
    inner.set(l.index, value([], () => index))
    l.carried.forEach((variable, i) => inner.set(variable, state[i]!))
    for (const { variable, source } of l.sliced) inner.set(variable, rowOf(env.get(source)!, index))
    evaluateInto(inner, [...l.next, ...bodies], bound)
    state = l.next.map((n) => inner.get(n)!)
    bodies.forEach((body, i) => rows[i]!.set(index, inner.get(body)!))
  }
  finals.forEach((f) => env.set(f, state[(f as NodeOf<'final'>).attributes.index]!))
  stacks.forEach((s, i) => {
    const size = bodies[i]!.shape.reduce((p, e) => p * e, 1)
    env.set(s, value(s.shape, (at) => rows[i]!.get(Math.floor(at / size))!.data[at % size]!))
  })
}

const evaluateInto = (env: Environment, outputs: readonly Node[], bound: ReadonlySet<Node>): void => {
  // What the surrounding iteration has computed is given; the variables of this one are fresh.
  const order = evaluationOrder(outputs, new Set([...env.keys(), ...bound]))
  const demands = loopDemands(order)
  const at = (node: Node, i: number): Value => env.get(node.inputs[i]!)!
  const one = (f: (x: number) => number) => (n: Node) => unary(f)(at(n, 0))
  const two = (f: (x: number, y: number) => number) => (n: Node) => binary(f)(at(n, 0), at(n, 1))
  const absent = (n: Node): Value => {
    throw new Error(`internal: ${n.primitive} ${n.primitive === 'input' ? n.attributes.name : ''} has no value`)
  }
  const rules: Rules<Value> = {
    input: absent,
    constant: (n) => value([], () => n.attributes.value),
    alias: (n) => at(n, 0),
    stopGradient: (n) => at(n, 0),
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
    select: (n) => value(n.shape, (i) => (at(n, 0).data[i] !== 0 ? at(n, 1).data[i]! : at(n, 2).data[i]!)),
    sum: (n) => fold(at(n, 0), n.shape, n.attributes.axes, 0, (so, x) => so + x),
    maximumOver: (n) => fold(at(n, 0), n.shape, n.attributes.axes, Number.NEGATIVE_INFINITY, Math.max),
    broadcast: (n) => {
      const from = at(n, 0)
      if (from.data.length === 1) return value(n.shape, () => from.data[0]!)
      const offset = n.shape.length - from.shape.length
      const strides = stridesOf(from.shape).map((s, i) => (from.shape[i] === 1 ? 0 : s))
      return value(n.shape, (i) => {
        const c = coordinates(n.shape, i)
        return from.data[strides.reduce((p, s, d) => p + s * c[d + offset]!, 0)]!
      })
    },
    reshape: (n) => ({ shape: n.shape, data: at(n, 0).data }),
    transpose: (n) => {
      const strides = n.attributes.permutation.map((p) => stridesOf(at(n, 0).shape)[p]!)
      return value(n.shape, (i) => at(n, 0).data[coordinates(n.shape, i).reduce((p, c, d) => p + c * strides[d]!, 0)]!)
    },
    matMul: (n) => matMul(at(n, 0), at(n, 1), n.attributes.transposeLeft, n.attributes.transposeRight, n.shape),
    gather: (n) => {
      const size = n.shape.slice(1).reduce((p, e) => p * e, 1)
      return value(n.shape, (i) => at(n, 0).data[at(n, 1).data[Math.floor(i / size)]! * size + (i % size)]!)
    },
    oneHot: (n) => value(n.shape, (i) => (at(n, 0).data[Math.floor(i / n.attributes.depth)] === i % n.attributes.depth ? 1 : 0)),
    concat: (n) => {
      const { axis } = n.attributes
      const starts = n.inputs.map((_, i) => n.inputs.slice(0, i).reduce((s, input) => s + input.shape[axis]!, 0))
      return value(n.shape, (i) => {
        const c = coordinates(n.shape, i)
        const which = starts.findLastIndex((s) => s <= c[axis]!)
        const from = at(n, which)
        return from.data[positionOf(from.shape, c.map((x, d) => (d === axis ? x - starts[which]! : x)))]!
      })
    },
    slice: (n) => {
      const from = at(n, 0)
      return value(n.shape, (i) => from.data[positionOf(from.shape, coordinates(n.shape, i).map((c, d) => c + n.attributes.begin[d]!))]!)
    },
    pad: (n) => {
      const from = at(n, 0)
      return value(n.shape, (i) => {
        const c = coordinates(n.shape, i).map((x, d) => x - n.attributes.before[d]!)
        return c.every((x, d) => x >= 0 && x < from.shape[d]!) ? from.data[positionOf(from.shape, c)]! : 0
      })
    },
    loop: (n) => {
      const demand = demands.get(n)
      if (demand !== undefined) runLoop(n, demand.finals, demand.stacks, env)
      return value([], () => 0)
    },
    final: (n) => env.get(n)!,
    stack: (n) => env.get(n)!,
    quadraticProgram: (n) => ({ shape: n.shape, data: minimise(at(n, 0).data, at(n, 1).data, at(n, 2).data[0]!) }),
    branch: () => value([], () => 0),
    taken: (n) => {
      const decision = n.inputs[0] as NodeOf<'branch'>
      const holds = env.get(decision.inputs[0]!)!.data[0] !== 0
      return env.get((holds ? decision.attributes.then : decision.attributes.otherwise)[n.attributes.index]!)!
    },
  }
  for (const node of order) if (!env.has(node)) env.set(node, applyRule(rules, node))
}

/** The values of a program's outputs for given values of its inputs, in float64, by the definition of each primitive. */
export const evaluate = (program: Program, inputs: readonly Value[]): readonly Value[] => {
  const env: Environment = new Map(program.inputs.map((node, i) => [node, inputs[i]!]))
  evaluateInto(env, program.outputs, new Set())
  return program.outputs.map((node) => env.get(node)!)
}
