import type { Node } from './node.ts'
import { boundBy } from './order.ts'

/** What a value is made from, where it is a variable that a loop binds, or read from a loop or a decision. */
type Sources = (from: Node, to: Node) => void

/** What flows where in one node, without its own variables' operands; and what is looked at next. */
const flowOf = (node: Node, flow: Sources): readonly Node[] => {
  switch (node.primitive) {
    case 'loop': {
      const { carried, initial, next, sliced } = node.attributes
      carried.forEach((variable, i) => {
        flow(initial[i]!, variable)
        flow(next[i]!, variable)
      })
      for (const { variable, source } of sliced) flow(source, variable)
      return [...node.inputs, ...next]
    }
    case 'final': {
      const unit = node.inputs[0]!
      if (unit.primitive === 'loop') flow(unit.attributes.carried[node.attributes.index]!, node)
      return [unit]
    }
    case 'stack':
      flow(node.attributes.body, node)
      return [...node.inputs, node.attributes.body]
    case 'branch':
      return node.inputs
    case 'taken': {
      const decision = node.inputs[0]!
      if (decision.primitive === 'branch') {
        const { then, otherwise } = decision.attributes
        for (const from of [decision.inputs[0]!, then[node.attributes.index]!, otherwise[node.attributes.index]!])
          flow(from, node)
      }
      return [decision]
    }
    default:
      for (const input of node.inputs) flow(input, node)
      return node.inputs
  }
}

/** What of a program is looked at, and which of it. */
export interface Touched {
  readonly seen: ReadonlySet<Node>
  /** The values that some variables may change: of what loops carry, those that they come to at some iteration. */
  readonly touched: ReadonlySet<Node>
}

/**
 * Follows variables through a program to everything that may differ where they do; bodies of loops are gone through. What is not seen
 * knows none of them. Loops that share variables are taken as one: a value may be said to be touched that is so in only one of them.
 */
export const touchedBy = (roots: readonly Node[], variables: readonly Node[]): Touched => {
  let oldest = variables.reduce((id, v) => Math.min(id, v.id), Number.POSITIVE_INFINITY)
  const users = new Map<Node, Node[]>()
  const flow: Sources = (from, to) => {
    const known = users.get(from)
    if (known === undefined) users.set(from, [to])
    else known.push(to)
  }
  const seen = new Set<Node>()
  const pending = [...roots]
  while (pending.length > 0) {
    const node = pending.pop()!
    // Operands are made before what uses them, but for what a loop binds: from there on its variables count as well.
    if (seen.has(node) || node.newest < oldest) continue
    seen.add(node)
    for (const bound of boundBy(node)) oldest = Math.min(oldest, bound.id)
    pending.push(...flowOf(node, flow))
  }
  const touched = new Set<Node>()
  const reached = [...variables]
  while (reached.length > 0) {
    const node = reached.pop()!
    if (touched.has(node)) continue
    touched.add(node)
    for (const user of users.get(node) ?? []) reached.push(user)
  }
  return { seen, touched }
}
