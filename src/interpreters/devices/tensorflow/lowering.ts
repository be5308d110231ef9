import type { ElementType, Node } from '../../../ir/index.ts'
import type { Graph, Wire } from './graph.ts'
import { type Type, types } from './messages.ts'

/** The operands that a node really reads, and how it is made of them. */
export interface Lowering {
  readonly reads: readonly Node[]
  readonly make: (graph: Graph, wires: readonly Wire[]) => Wire
}

/** What exists already: nothing behind it is looked at. */
export type Given = ReadonlySet<Node>

export const typeOf = (type: ElementType): Type => types[type]
