import { evaluate } from '../../../src/interpreters/devices/reference/evaluate.ts'
import { type Value, value } from '../../../src/interpreters/devices/reference/values.ts'
import {
  builder,
  evaluationOrder,
  loopDemands,
  type Node,
  type NodeOf,
  type Program,
  sizeOf,
} from '../../../src/ir/index.ts'

/** A value in float64, and how far float32 arithmetic can be from it, element by element. */
export interface Bounded {
  readonly value: Value
  readonly error: Value
}

/** Half the distance from 1 to the next float32. */
const unit = 2 ** -24
/** Units in the last place that a kernel may be off where IEEE 754 doesn't prescribe the result. */
const approximate = 8
const tiny = 1e-37

type Environment = Map<Node, Bounded>

/** A node's own operation on other operands. */
const applied = (node: Node, operands: readonly Value[]): Value => {
  const build = builder()
  const variables = node.inputs.map((n) => build.variable('x', n.shape, n.type))
  const again = build.make(node.primitive, variables, node.attributes as never)
  return evaluate({ inputs: variables, outputs: [again] }, operands)[0]!
}

const map = (f: (...x: number[]) => number, ...of: readonly Value[]): Value =>
  value(of[0]!.shape, (i) => f(...of.map((v) => v.data[i]!)))

const magnitude = (of: Value): Value => map(Math.abs, of)

/** How the error of an elementwise operation follows from its operands' values and errors, before rounding. */
const propagated: Readonly<Record<string, (x: readonly number[], e: readonly number[]) => number>> = {
  negate: (_, [e]) => e!,
  absolute: (_, [e]) => e!,
  sign: ([x], [e]) => (e === 0 || Math.abs(x!) > e! ? 0 : 2),
  squareRoot: ([x], [e]) => (e === 0 ? 0 : x! > e! ? e! / Math.sqrt(x! - e!) : Infinity),
  exponential: ([x], [e]) => Math.exp(x!) * Math.expm1(e!),
  logarithm: ([x], [e]) => (e === 0 ? 0 : x! > e! ? e! / (x! - e!) : Infinity),
  tanh: (_, [e]) => e!,
  sine: (_, [e]) => e!,
  cosine: (_, [e]) => e!,
  add: (_, [e, f]) => e! + f!,
  subtract: (_, [e, f]) => e! + f!,
  multiply: ([x, y], [e, f]) => Math.abs(x!) * f! + Math.abs(y!) * e! + e! * f!,
  divide: ([x, y], [e, f]) => {
    const least = Math.abs(y!) - f!
    return least > 0 ? (e! + (Math.abs(x!) * f!) / Math.abs(y!)) / least : Infinity
  },
  maximum: (_, [e, f]) => Math.max(e!, f!),
  minimum: (_, [e, f]) => Math.max(e!, f!),
  less: ([x, y], [e, f]) => (e! + f! === 0 || Math.abs(x! - y!) > e! + f! ? 0 : 1),
  lessEqual: ([x, y], [e, f]) => (e! + f! === 0 || Math.abs(x! - y!) > e! + f! ? 0 : 1),
  equal: ([x, y], [e, f]) => (e! + f! === 0 || Math.abs(x! - y!) > e! + f! ? 0 : 1),
  select: ([c, x, y], [d, e, f]) => (d === 0 ? (c === 0 ? f! : e!) : Math.abs(x! - y!) + Math.max(e!, f!)),
}

const exact: ReadonlySet<string> = new Set([
  'negate',
  'absolute',
  'sign',
  'maximum',
  'minimum',
  'less',
  'lessEqual',
  'equal',
  'select',
])
const transcendental: ReadonlySet<string> = new Set(['exponential', 'logarithm', 'tanh', 'sine', 'cosine'])

const boundOf = (node: Node, operands: readonly Bounded[]): Bounded => {
  const values = operands.map((x) => x.value)
  const errors = operands.map((x) => x.error)
  const result = applied(node, values)
  const rule = propagated[node.primitive]
  if (rule !== undefined) {
    const rounding = exact.has(node.primitive) ? 0 : transcendental.has(node.primitive) ? approximate * unit : unit
    // The absolute part of an approximation: sine and cosine reduce their argument, a logarithm is near 0 beside 1.
    const floor = transcendental.has(node.primitive) ? approximate * unit : 0
    const error = value(result.shape, (i) => {
      const e = rule(
        values.map((v) => v.data[i]!),
        errors.map((v) => v.data[i]!),
      )
      return (
        e +
        (rounding === 0 ? 0 : rounding * (Math.abs(result.data[i]!) + e)) +
        floor * (exact.has(node.primitive) ? 0 : 1) +
        tiny
      )
    })
    return { value: result, error: exact.has(node.primitive) ? map((e) => (e <= tiny ? 0 : e), error) : error }
  }
  switch (node.primitive) {
    case 'sum': {
      const count = values[0]!.data.length / result.data.length
      const size = applied(node, [map((x, e) => Math.abs(x) + e, values[0]!, errors[0]!)])
      return { value: result, error: map((e, s) => e + count * unit * s + tiny, applied(node, errors), size) }
    }
    case 'matMul': {
      const [a, b] = values.map(magnitude)
      const [e, f] = errors
      const depth = values[0]!.shape.at(node.attributes.transposeLeft ? -2 : -1)!
      const wide = (x: Value, d: Value): Value => map((p, q) => p + q, x, d)
      const through = map((p, q) => p + q, applied(node, [a!, f!]), applied(node, [e!, wide(b!, f!)]))
      const size = applied(node, [wide(a!, e!), wide(b!, f!)])
      return { value: result, error: map((p, s) => p + (depth + 1) * unit * s + tiny, through, size) }
    }
    case 'unpatch': {
      const count = node.attributes.window[0] * node.attributes.window[1]
      const size = applied(node, [map((x, e) => Math.abs(x) + e, values[0]!, errors[0]!)])
      return { value: result, error: map((e, s) => e + count * unit * s + tiny, applied(node, errors), size) }
    }
    case 'oneHot':
      return { value: result, error: map(() => (errors[0]!.data.some((e) => e > 0) ? 1 : 0), result) }
    case 'philox':
      return { value: result, error: map(() => (errors[0]!.data.some((e) => e > 0) ? 1 : 0), result) }
    case 'gather':
      return { value: result, error: applied(node, [errors[0]!, values[1]!]) }
    default:
      // Elements change place and nothing else.
      return { value: result, error: applied(node, errors) }
  }
}

const row = ({ value: v, error: e }: Bounded, index: number): Bounded => {
  const cut = (of: Value): Value => {
    const size = of.data.length / of.shape[0]!
    return { shape: of.shape.slice(1), data: of.data.slice(index * size, (index + 1) * size) }
  }
  return { value: cut(v), error: cut(e) }
}

const packed = (shape: Node['shape'], rows: readonly Value[]): Value => {
  const size = sizeOf(shape.slice(1))
  return value(shape, (i) => rows[Math.floor(i / size)]!.data[i % size]!)
}

const run = (env: Environment, outputs: readonly Node[], bound: ReadonlySet<Node>): void => {
  const order = evaluationOrder(outputs, new Set([...env.keys(), ...bound]))
  const demands = loopDemands(order)
  for (const node of order) {
    if (env.has(node) || node.primitive === 'final' || node.primitive === 'stack') continue
    if (node.primitive === 'constant') {
      const { value: c } = node.attributes
      env.set(node, {
        value: value([], () => c),
        error: value([], () => (Number.isFinite(c) ? Math.abs(c - Math.fround(c)) : 0)),
      })
    } else if (node.primitive === 'alias' || node.primitive === 'stopGradient') env.set(node, env.get(node.inputs[0]!)!)
    else if (node.primitive === 'loop') {
      const l = node.attributes
      const { finals, stacks } = demands.get(node) ?? { finals: [], stacks: [] }
      const bodies = stacks.map((s) => (s as NodeOf<'stack'>).attributes.body)
      const rows = bodies.map((): Bounded[] => [])
      let state = l.initial.map((n) => env.get(n)!)
      for (let step = 0; step < l.times; step++) {
        const index = l.reverse ? l.times - 1 - step : step
        const inner: Environment = new Map(env)
        inner.set(l.index, { value: value([], () => index), error: value([], () => 0) })
        for (const [i, variable] of l.carried.entries()) inner.set(variable, state[i]!)
        for (const { variable, source } of l.sliced) inner.set(variable, row(env.get(source)!, index))
        run(inner, [...l.next, ...bodies], new Set([l.index, ...l.carried, ...l.sliced.map((s) => s.variable)]))
        state = l.next.map((n) => inner.get(n)!)
        bodies.forEach((body, i) => {
          rows[i]![index] = inner.get(body)!
        })
      }
      for (const f of finals) env.set(f, state[(f as NodeOf<'final'>).attributes.index]!)
      stacks.forEach((s, i) => {
        env.set(s, {
          value: packed(
            s.shape,
            rows[i]!.map((r) => r.value),
          ),
          error: packed(
            s.shape,
            rows[i]!.map((r) => r.error),
          ),
        })
      })
    } else
      env.set(
        node,
        boundOf(
          node,
          node.inputs.map((n) => env.get(n)!),
        ),
      )
  }
}

/** A program's outputs by the reference, each with a bound on the error of any float32 evaluation: a running error analysis. */
export const bounded = (program: Program, inputs: readonly Value[]): readonly Bounded[] => {
  const env: Environment = new Map(
    program.inputs.map((node, i) => [node, { value: inputs[i]!, error: value(inputs[i]!.shape, () => 0) }]),
  )
  run(env, program.outputs, new Set())
  return program.outputs.map((node) => env.get(node)!)
}
