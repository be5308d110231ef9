import { type Node, sizeOf } from '../../../ir/index.ts'

/** Whether a node has the very elements of its first operand, in the same order. */
const renames = (node: Node): boolean => {
  switch (node.primitive) {
    case 'alias':
    case 'stopGradient':
    case 'reshape':
      return true
    case 'broadcast':
    case 'slice':
    case 'pad':
      return sizeOf(node.shape) === sizeOf(node.inputs[0]!.shape)
    case 'sum':
    case 'maximumOver':
      return sizeOf(node.shape) === sizeOf(node.inputs[0]!.shape) && node.inputs[0]!.type === 'float'
    case 'transpose': {
      const from = node.inputs[0]!.shape
      const moved = node.attributes.permutation.filter((p) => from[p] !== 1)
      return moved.every((p, i) => i === 0 || moved[i - 1]! < p)
    }
    case 'concat':
      return node.inputs.length === 1
    default:
      return false
  }
}

/** The node whose buffer holds a node's values: its own, or that of the operand it renames. Never looks past `given`. */
export const holderOf = (node: Node, given: ReadonlySet<Node>): Node => {
  let holder = node
  while (!given.has(holder) && renames(holder)) holder = holder.inputs[0]!
  return holder
}

/** The number a node is in every element, where that is known beforehand. */
export const constantOf = (node: Node): number | undefined => {
  let of = node
  while (of.primitive === 'broadcast' || of.primitive === 'reshape') of = of.inputs[0]!
  return of.primitive === 'constant' ? of.attributes.value : undefined
}
