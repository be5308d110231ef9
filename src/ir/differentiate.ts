import { cotangents } from './cotangents.ts'
import { IllShaped } from './ill-shaped.ts'
import { loopDerivative, type PullParts } from './loop-derivative.ts'
import { type Masked, whole } from './mask.ts'
import type { Node } from './node.ts'
import { evaluationOrder } from './order.ts'
import { clears, derivativeOf, maskBelow } from './primitives/index.ts'
import type { Operations } from './vocabulary.ts'

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

/**
 * The parts of a node's cotangent, added up where nothing below them tells them apart: of a node that follows no mask, so that a product
 * is pulled back once and not once a part.
 */
const asOne = (o: Operations, node: Node, parts: readonly Masked[]): readonly Masked[] =>
  parts.length > 1 &&
  !clears(node) &&
  parts.every(({ mask }) => node.inputs.every((_, position) => maskBelow(node, position, mask, o).length === 0))
    ? [{ mask: [], cotangent: whole(o, parts)! }]
    : parts

/** What `pullBack` gives, in parts by mask. */
const pullParts: PullParts = (o, seeds, targets, outside = new Set()) => {
  const stop = new Set(targets)
  // Operands are made before what uses them: what is older than every target depends on none, and need not be looked at.
  const oldest = targets.reduce((id, target) => Math.min(id, target.id), Number.POSITIVE_INFINITY)
  const order = evaluationOrder(
    seeds.map((s) => s.node),
    { has: (node) => node.id < oldest || stop.has(node) || outside.has(node) },
  )
  const active = activity(order, targets)
  const sums = cotangents(o)
  for (const { node, ...part } of seeds) if (active.has(node)) sums.seed(node, part)
  const asked = new Map<Node, { finals: Map<number, Node>; stacks: Map<Node, readonly Masked[]> }>()
  const demandOf = (unit: Node) => {
    const demand = asked.get(unit) ?? { finals: new Map<number, Node>(), stacks: new Map<Node, readonly Masked[]>() }
    asked.set(unit, demand)
    return demand
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!
    if (!active.has(node) || stop.has(node)) continue
    if (node.primitive === 'loop') {
      const demand = asked.get(node)
      if (demand !== undefined)
        for (const [input, part] of loopDerivative(o, node, demand, active, pullParts)) sums.seed(input, part)
      continue
    }
    const parts = asOne(o, node, sums.partsOf(node))
    if (parts.length === 0) continue
    if (node.primitive === 'final') {
      const { finals } = demandOf(node.inputs[0]!)
      const { index } = node.attributes
      finals.set(index, finals.has(index) ? o.add(finals.get(index)!, whole(o, parts)!) : whole(o, parts)!)
    } else if (node.primitive === 'stack') {
      const { stacks } = demandOf(node.inputs[0]!)
      stacks.set(node.attributes.body, [...(stacks.get(node.attributes.body) ?? []), ...parts])
    } else
      for (const { mask, cotangent } of parts)
        derivativeOf(node, cotangent, o).forEach((c, position) => {
          if (c !== undefined && active.has(node.inputs[position]!)) sums.give(node, position, mask, c)
        })
  }
  return targets.map((target) => sums.partsOf(target))
}

/**
 * Pulls cotangents of `seeds` back to `targets`, source to source: the result is a program in the same primitives, so it
 * can be differentiated again. Only values between targets and seeds are visited. `undefined` is a derivative of zero.
 */
export const pullBack = (
  o: Operations,
  seeds: readonly { readonly node: Node; readonly cotangent: Node }[],
  targets: readonly Node[],
): readonly (Node | undefined)[] =>
  pullParts(
    o,
    seeds.map((seed) => ({ ...seed, mask: [] })),
    targets,
  ).map((parts) => whole(o, parts))

/** ∇y with respect to each target, for a scalar y; zeros where y does not depend on it. */
export const gradient = (o: Operations, y: Node, targets: readonly Node[]): readonly Node[] => {
  if (y.shape.length !== 0 || y.type !== 'float')
    throw new IllShaped('gradient', [y.shape], 'only a scalar has a gradient; sum or average it first')
  const one = { node: y, cotangent: o.constant(1) }
  return pullBack(o, [one], targets).map((g, i) => g ?? o.constant(0, targets[i]!.shape))
}
