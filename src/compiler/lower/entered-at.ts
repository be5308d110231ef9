import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { upTo } from './up-to.ts'

/**
 * Which of two examples stands in each place after one may have entered at a computed place, or at the next one where that is taken by
 * nothing: the number of the place, or that of the first row after them all.
 */
export const enteredAt = (
  c: Context,
  taken: Node,
  { place, accept, there }: { readonly place: Node; readonly accept: Node; readonly there: Node },
): { readonly places: Node; readonly taken: Node } => {
  const { o } = c
  const [size = 0] = taken.shape
  const numbered = upTo(o, size)
  const all = (node: Node): Node => o.broadcast(node, [size])
  const [one, none] = [o.constant(1, [size]), o.constant(0, [size])]
  const isBelow = o.select(o.less(all(place), o.add(numbered, one)), one, none)
  const held = all(o.sum(taken))
  const reached = o.select(o.less(numbered, held), isBelow, o.select(o.equal(numbered, held), one, none))
  const named = o.select(o.lessEqual(numbered, all(place)), reached, none)
  const enters = o.less(none, o.multiply(named, all(o.multiply(accept, there))))
  return {
    places: o.select(enters, o.constant(size, [size]), numbered),
    taken: o.select(enters, one, taken),
  }
}
