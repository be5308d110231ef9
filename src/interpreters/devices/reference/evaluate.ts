import {
  applyRule,
  boundBy,
  evaluationOrder,
  type LoopDemand,
  loopDemands,
  type Node,
  type NodeOf,
  type Program,
} from '../../../ir/index.ts'
import { rowOf } from './arrange.ts'
import { type Environment, rulesOver } from './rules.ts'
import { type Value, value } from './values.ts'

/** In which order values are computed, and what of loops among them is asked. */
interface Ordered {
  readonly order: readonly Node[]
  readonly demands: ReadonlyMap<Node, LoopDemand>
}

/** The orders of programs, and of the bodies of their loops by what is asked of these: a program is mostly run more than once. */
const known = new WeakMap<Program | LoopDemand, Ordered>()

const orderedFor = (whole: Program | LoopDemand, outputs: readonly Node[], from: () => Iterable<Node>): Ordered => {
  const before = known.get(whole)
  if (before !== undefined) return before
  const given = new Set(from())
  const order = evaluationOrder(outputs, given).filter((node) => !given.has(node))
  const made = { order, demands: loopDemands(order) }
  known.set(whole, made)
  return made
}

/**
 * Orders what `outputs` need beyond the values that `env` has and the variables in `bound`, once; each call of the result
 * computes it all again from the present values.
 *
 * @param whole what they are the outputs of: its order is kept
 */
const prepare = (
  whole: Program | LoopDemand,
  env: Environment,
  outputs: readonly Node[],
  bound: readonly Node[],
): (() => void) => {
  const { order, demands } = orderedFor(whole, outputs, () => [...env.keys(), ...bound])
  const rules = rulesOver(env)
  return () => {
    // A loop is no value: it puts those that are asked of it where `final` and `stack` find them.
    for (const node of order)
      if (node.primitive === 'loop') runLoop(node, demands.get(node) ?? { finals: [], stacks: [] }, env)
      else env.set(node, applyRule(rules, node))
  }
}

/** Runs a loop as written and sets what is asked of it: the values after the last iteration, and stacks by iteration number. */
const runLoop = (unit: NodeOf<'loop'>, demand: LoopDemand, env: Environment): void => {
  const { finals, stacks } = demand
  const { times, reverse, index, carried, initial, sliced, next } = unit.attributes
  const bodies = stacks.map((s) => (s as NodeOf<'stack'>).attributes.body)
  const rows = stacks.map((s) => value(s.shape, () => 0))
  // Of what is around the loop its body sees what the loop and its stacks take.
  const inner: Environment = new Map(
    [unit, ...stacks].flatMap(({ inputs }) =>
      inputs.flatMap((node) => {
        const known = env.get(node)
        return known === undefined ? [] : [[node, known] as const]
      }),
    ),
  )
  const iterate = prepare(demand, inner, [...next, ...bodies], boundBy(unit))
  let state = initial.map((n) => env.get(n)!)
  for (let step = 0; step < times; step++) {
    const i = reverse ? times - 1 - step : step
    inner.set(
      index,
      value([], () => i),
    )
    carried.forEach((variable, c) => {
      inner.set(variable, state[c]!)
    })
    for (const { variable, source } of sliced) inner.set(variable, rowOf(env.get(source)!, i))
    iterate()
    state = next.map((n) => inner.get(n)!)
    bodies.forEach((body, s) => {
      rowOf(rows[s]!, i).data.set(inner.get(body)!.data)
    })
  }
  for (const f of finals) env.set(f, state[(f as NodeOf<'final'>).attributes.index]!)
  stacks.forEach((s, i) => {
    env.set(s, rows[i]!)
  })
}

/** The values of a program's outputs for given values of its inputs, in float64, by the definition of each primitive. */
export const evaluate = (program: Program, inputs: readonly Value[]): readonly Value[] => {
  const env: Environment = new Map(program.inputs.map((node, i) => [node, inputs[i]!]))
  prepare(program, env, program.outputs, [])()
  return program.outputs.map((node) => env.get(node)!)
}
