import { IllShaped } from './ill-shaped.ts'
import type { Node } from './node.ts'
import { derivativeOf } from './primitives/index.ts'
import type { Operations } from './vocabulary.ts'

/** The operands to which a node gives a cotangent when it is given one. */
const givenBy = (o: Operations, node: Node): readonly Node[] => {
  try {
    const given = derivativeOf(node, o.constant(0, node.shape), o)
    return node.inputs.filter((_, position) => given[position] !== undefined)
  } catch (error) {
    // What has no derivative is refused by those who take it.
    if (error instanceof IllShaped) return []
    throw error
  }
}

/**
 * Where a pull-back puts cotangents, told without making them: everything that is given one when `seeds` are, but for what was told
 * before. It goes through loops inside: a carried variable is given what its initial and its next value are. Nothing in `outside` is
 * looked at.
 */
export const cotangentFlow = (
  o: Operations,
  outside: ReadonlySet<Node>,
): ((seeds: readonly Node[]) => readonly Node[]) => {
  const seen = new Set<Node>()
  const bound = new Map<Node, readonly Node[]>()
  const enter = (unit: Node): void => {
    if (unit.primitive !== 'loop') return
    const { carried, initial, next, sliced } = unit.attributes
    carried.forEach((variable, i) => {
      bound.set(variable, [initial[i]!, next[i]!])
    })
    for (const { variable, source } of sliced) bound.set(variable, [source])
  }
  const giving = (node: Node): readonly Node[] => {
    if (node.primitive === 'input') return bound.get(node) ?? []
    if (node.primitive !== 'final' && node.primitive !== 'stack') return givenBy(o, node)
    const unit = node.inputs[0]!
    enter(unit)
    if (node.primitive === 'stack') return [node.attributes.body]
    return unit.primitive === 'loop' ? [unit.attributes.carried[node.attributes.index]!] : []
  }
  return (seeds) => {
    const told: Node[] = []
    const pending = [...seeds]
    while (pending.length > 0) {
      const node = pending.pop()!
      if (seen.has(node) || outside.has(node)) continue
      seen.add(node)
      told.push(node)
      for (const operand of giving(node)) pending.push(operand)
    }
    return told
  }
}
