import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import type { Asked } from './question.ts'

/** A node whose value the host says when the values of others are known: `deciding`, and tokens of the memories that it waits for. */
export const ask = (
  c: Context,
  { term, part, along, shape }: Pick<Asked, 'term' | 'part' | 'along' | 'shape'>,
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
  const about = { term, part, shape, ...(along === undefined ? {} : { along }) }
  c.asks.set(serial, { ...about, deciding: deciding.length, counters, fixed: new Map(c.fixed) })
  return c.o.build.make('asked', [...deciding, ...tokens, ...indices], { serial, shape })
}
