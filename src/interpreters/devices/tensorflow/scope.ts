import type { Node } from '../../../ir/index.ts'
import type { Graph, Wire } from './graph.ts'
import { typeOf } from './lowering.ts'
import type { FunctionDefinition } from './messages.ts'
import { type Rows, whole } from './rows.ts'

/** What all functions of one program share. */
export interface Library {
  /** Whether a stack is only ever taken apart again, row by row. */
  readonly listed: (node: Node) => boolean
  /** So many nodes an unrolled loop may come to. A longer one stays a loop. */
  readonly unrolled: number
  /** Whether elementwise work is done in passes of our own: the addon must have them. */
  readonly passes: boolean
  /** A name that no other function has. */
  readonly fresh: () => string
  readonly add: (definition: FunctionDefinition) => void
}

/** A function in the making: what is given to it, and what is there by now. */
export interface Scope {
  readonly graph: Graph
  readonly given: ReadonlySet<Node>
  readonly wires: Map<Node, Wire>
  /** The rows of the stacks that are there. */
  readonly rows: Map<Node, Rows>
}

/** Some work, and the nodes whose values have to be there before. */
export interface Work {
  readonly reads: readonly Node[]
  readonly perform: () => void
}

/** Makes everything that `outputs` need. */
export type Emit = (library: Library, scope: Scope, outputs: readonly Node[]) => void

/** The value of a node that has been made: of a stack, all its rows. */
export const wireOf = ({ graph, wires, rows }: Scope, node: Node): Wire => {
  const known = wires.get(node)
  if (known !== undefined) return known
  const of = rows.get(node)
  if (of === undefined) throw new Error(`internal: ${node.primitive} has not been made`)
  const made = whole(graph, of, node.shape, typeOf(node.type))
  wires.set(node, made)
  return made
}
