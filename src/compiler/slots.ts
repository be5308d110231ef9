import type { Kind, Syntax } from '../dsl/index.ts'
import type { Node } from '../ir/index.ts'

/** What a slot of the state holds when an event is compiled. */
export type SlotShape =
  | { readonly _tag: 'Numbers'; readonly kind: Kind }
  | { readonly _tag: 'Memory'; readonly capacity: number; readonly pastTasks: number }
  | { readonly _tag: 'List'; readonly kind: Kind; readonly length: number }

/** The new value of a slot: program outputs, or a memory that the host computes. */
export type SlotUpdate =
  | { readonly _tag: 'Numbers'; readonly kind: Kind; readonly nodes: readonly Node[] }
  | { readonly _tag: 'List'; readonly kind: Kind; readonly elements: readonly (readonly (readonly Node[])[])[] }
  | { readonly _tag: 'Memory'; readonly term: Syntax }

/** What an update makes on the device, in order. */
export const nodesOf = (update: SlotUpdate): readonly Node[] =>
  update._tag === 'Numbers' ? update.nodes : update._tag === 'List' ? update.elements.flat(2) : []

/** The update with other nodes in the place of its own, in their order. */
export const withNodes = (update: SlotUpdate, next: () => Node): SlotUpdate => {
  switch (update._tag) {
    case 'Numbers':
      return { ...update, nodes: update.nodes.map(next) }
    case 'List':
      return { ...update, elements: update.elements.map((e) => e.map((nodes) => nodes.map(next))) }
    case 'Memory':
      return update
  }
}
