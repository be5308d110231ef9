import type { Syntax, Variable } from '../../dsl/index.ts'
import type { Node, Shape } from '../../ir/index.ts'
import type { Context } from './context.ts'

/** What of something that the host has is asked for on the way: examples part by part, or numbers of places. */
export const partsAsked = ['inputs', 'targets', 'weights', 'heads', 'places'] as const
export type PartAsked = (typeof partsAsked)[number]

/**
 * A question to the host in the middle of an event: what a memory comes to whose places depend on computed numbers, and what is read of
 * it afterwards. It is told the numbers first, then those of the loop counters.
 */
export interface Asked {
  readonly term: Syntax
  readonly part: PartAsked
  /** How many of the values that it is told decide what the memory comes to. */
  readonly deciding: number
  readonly counters: readonly Variable[]
  readonly fixed: ReadonlyMap<Variable, number>
  readonly shape: Shape
}

/** A node whose value the host says when the values of others are known: `deciding`, and tokens of the memories that it waits for. */
export const ask = (
  c: Context,
  { term, part, shape }: Pick<Asked, 'term' | 'part' | 'shape'>,
  deciding: readonly Node[],
  tokens: readonly Node[],
): Node => {
  const needed = c.counters(term)
  const counters = c.loops.filter(({ counter }) => needed.has(counter)).map(({ counter }) => counter)
  const indices = counters.flatMap((counter) => {
    const value = c.variables.get(counter)
    return value?._tag === 'Numbers' ? value.nodes : []
  })
  const serial = c.asks.size
  c.asks.set(serial, { term, part, shape, deciding: deciding.length, counters, fixed: new Map(c.fixed) })
  return c.o.build.make('asked', [...deciding, ...tokens, ...indices], { serial, shape })
}
