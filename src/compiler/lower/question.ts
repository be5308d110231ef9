import type { Syntax, Variable } from '../../dsl/index.ts'
import type { Shape } from '../../ir/index.ts'

/** What of something that the host has is asked for on the way: examples part by part, or numbers of places. */
export type PartAsked = 'inputs' | 'targets' | 'weights' | 'heads' | 'places'

/**
 * A question to the host in the middle of an event: what a memory comes to whose places depend on computed numbers, and what is read of
 * it afterwards. It is told the numbers first, then those of the loop counters.
 */
export interface Asked {
  readonly term: Syntax
  readonly part: PartAsked
  /** How many of the values that it is told decide what the memory comes to. */
  readonly deciding: number
  /** The counter of a loop whose turns decided it one by one: those values are stacked over the turns. */
  readonly along?: Variable
  readonly counters: readonly Variable[]
  readonly fixed: ReadonlyMap<Variable, number>
  readonly shape: Shape
}
