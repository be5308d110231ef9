import { loopDerivative } from './loop-derivative.ts'
import type { Node } from './node.ts'
import type { Operations } from './operations.ts'
import { evaluationOrder } from './order.ts'
import { definitions } from './primitives/index.ts'
import type { Definition } from './primitives/definition.ts'

/** Cotangents by node, summed where a value is used more than once. */
export interface Cotangents {
  readonly add: (node: Node, cotangent: Node | undefined) => void
  readonly of: (node: Node) => Node | undefined
}

export const cotangents = (o: Operations): Cotangents => {
  const sums = new Map<Node, Node>()
  return {
    add: (node, cotangent) => {
      if (cotangent === undefined) return
      const so = sums.get(node)
      sums.set(node, so === undefined ? cotangent : o.add(so, cotangent))
    },
    of: (node) => sums.get(node),
  }
}

/** The nodes of `order` whose value depends differentiably on one of `targets`. */
export const activity = (order: readonly Node[], targets: readonly Node[]): ReadonlySet<Node> => {
  const active = new Set<Node>(targets)
  for (const node of order)
    if (node.primitive !== 'stopGradient' && node.type === 'float' && node.inputs.some((input) => active.has(input))) {
      active.add(node)
      // A stack may be active through what its own body takes from outside; its loop is what gets differentiated.
      if (node.primitive === 'stack') active.add(node.inputs[0]!)
    }
  return active
}

const derivativeOf = (node: Node, cotangent: Node, o: Operations): readonly (Node | undefined)[] =>
  (definitions[node.primitive] as { readonly derivative: (n: Node, c: Node, o: Operations) => ReturnType<Definition<'add'>['derivative']> }).derivative(node, cotangent, o)

/**
 * Pulls cotangents of `seeds` back to `targets`, source to source: the result is a program in the same primitives, so it
 * can be differentiated again. Only values between targets and seeds are visited. `undefined` is a derivative of zero.
 */
export const pullBack = (
  o: Operations,
  seeds: readonly { readonly node: Node; readonly cotangent: Node }[],
  targets: readonly Node[],
): readonly (Node | undefined)[] => {
  const stop = new Set(targets)
  const order = evaluationOrder(seeds.map((s) => s.node), stop)
  const active = activity(order, targets)
  const sums = cotangents(o)
  for (const { node, cotangent } of seeds) if (active.has(node)) sums.add(node, cotangent)
  const asked = new Map<Node, { finals: Map<number, Node>; stacks: Map<Node, Node> }>()
  const demandOf = (unit: Node) => {
    const demand = asked.get(unit) ?? { finals: new Map<number, Node>(), stacks: new Map<Node, Node>() }
    asked.set(unit, demand)
    return demand
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!
    if (!active.has(node) || stop.has(node)) continue
    if (node.primitive === 'loop') {
      const demand = asked.get(node)
      if (demand !== undefined)
        for (const [input, cotangent] of loopDerivative(o, node.attributes, demand, active)) sums.add(input, cotangent)
      continue
    }
    const cotangent = sums.of(node)
    if (cotangent === undefined) continue
    if (node.primitive === 'final') demandOf(node.inputs[0]!).finals.set(node.attributes.index, cotangent)
    else if (node.primitive === 'stack') demandOf(node.inputs[0]!).stacks.set(node.attributes.body, cotangent)
    else derivativeOf(node, cotangent, o).forEach((c, position) => {
        const input = node.inputs[position]!
        if (active.has(input)) sums.add(input, c)
      })
  }
  return targets.map((target) => sums.of(target))
}

/** ∇y with respect to each target, for a scalar y; zeros where y does not depend on it. */
export const gradient = (o: Operations, y: Node, targets: readonly Node[]): readonly Node[] =>
  pullBack(o, [{ node: y, cotangent: o.constant(1) }], targets).map((g, i) => g ?? o.constant(0, targets[i]!.shape))
