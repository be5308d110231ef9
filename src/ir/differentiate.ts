import { cotangents } from './cotangents.ts'
import { IllShaped } from './ill-shaped.ts'
import { loopDerivative } from './loop-derivative.ts'
import type { Node } from './node.ts'
import type { Operations } from './operations.ts'
import { evaluationOrder } from './order.ts'
import type { Definition } from './primitives/definition.ts'
import { definitions } from './primitives/index.ts'

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
  (
    definitions[node.primitive] as {
      readonly derivative: (n: Node, c: Node, o: Operations) => ReturnType<Definition<'add'>['derivative']>
    }
  ).derivative(node, cotangent, o)

const join = <K>(o: Operations, sums: Map<K, Node>, key: K, cotangent: Node): void => {
  const so = sums.get(key)
  sums.set(key, so === undefined ? cotangent : o.add(so, cotangent))
}

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
  const order = evaluationOrder(
    seeds.map((s) => s.node),
    stop,
  )
  const active = activity(order, targets)
  const sums = cotangents(o)
  for (const { node, cotangent } of seeds) if (active.has(node)) sums.seed(node, cotangent)
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
        for (const [input, cotangent] of loopDerivative(o, node.attributes, demand, active)) sums.seed(input, cotangent)
      continue
    }
    if (node.primitive === 'final' || node.primitive === 'stack') {
      const cotangent = sums.of(node)
      if (cotangent === undefined) continue
      const { finals, stacks } = demandOf(node.inputs[0]!)
      if (node.primitive === 'final') join(o, finals, node.attributes.index, cotangent)
      else join(o, stacks, node.attributes.body, cotangent)
      continue
    }
    for (const { mask, cotangent } of sums.partsOf(node))
      derivativeOf(node, cotangent, o).forEach((c, position) => {
        if (c !== undefined && active.has(node.inputs[position]!)) sums.give(node, position, mask, c)
      })
  }
  return targets.map((target) => sums.of(target))
}

/** ∇y with respect to each target, for a scalar y; zeros where y does not depend on it. */
export const gradient = (o: Operations, y: Node, targets: readonly Node[]): readonly Node[] => {
  if (y.shape.length !== 0 || y.type !== 'float')
    throw new IllShaped('gradient', [y.shape], 'only a scalar has a gradient; sum or average it first')
  const one = { node: y, cotangent: o.constant(1) }
  return pullBack(o, [one], targets).map((g, i) => g ?? o.constant(0, targets[i]!.shape))
}
