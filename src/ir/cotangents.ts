import { below, gathered, type Masked } from './mask.ts'
import type { Node } from './node.ts'
import type { Mask } from './primitives/definition.ts'
import type { Operations } from './vocabulary.ts'

/** Cotangents by node, summed where a value is used more than once. */
export interface Cotangents {
  readonly seed: (node: Node, part: Masked) => void
  /** The cotangent that a node gives to its operand at `position`, where its own has the given mask. */
  readonly give: (node: Node, position: number, mask: Mask, cotangent: Node) => void
  /** All that a node was given, by mask. */
  readonly partsOf: (node: Node) => readonly Masked[]
}

export const cotangents = (o: Operations): Cotangents => {
  const given = new Map<Node, Masked[]>()
  const put = (node: Node, part: Masked): void => {
    const parts = given.get(node)
    if (parts === undefined) given.set(node, [part])
    else parts.push(part)
  }
  return {
    seed: put,
    give: (node, position, mask, cotangent) => put(node.inputs[position]!, below(o, node, position, mask, cotangent)),
    partsOf: (node) => {
      const parts = given.get(node)
      return parts === undefined ? [] : gathered(o, parts)
    },
  }
}
