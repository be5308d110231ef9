import { type Node, renames } from '../../ir/index.ts'

/** The node whose buffer holds a node's values: its own, or that of the operand it renames. Never looks past `given`. */
export const holderOf = (node: Node, given: ReadonlySet<Node>): Node => {
  let holder = node
  while (!given.has(holder) && renames(holder)) holder = holder.inputs[0]!
  return holder
}
