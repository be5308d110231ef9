import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { type Node, sizeOf } from '../../ir/index.ts'
import { sizeOfLayout } from '../../networks/index.ts'
import { type Context, fedInput } from './context.ts'
import { type Lowered, paramsOf } from './lowered.ts'
import { internal, Refusal } from './refusal.ts'

/** Numbers of coordinates, drawn on the host. A float32 holds every whole number up to 2²⁴ exactly. */
export const drawnCoordinates = (c: Context, s: SyntaxOf<'Coordinates'>): Lowered => {
  const layout = c.around.layouts[s.network]
  if (layout === undefined) throw new Refusal('coordinates are drawn from the parameters of a network', s.network)
  const among = sizeOfLayout(layout)
  if (among > 2 ** 24) throw new Refusal('coordinates are drawn from at most 2²⁴', `${among}`)
  const counters = c.counters(s)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'coordinates', counters, [s.count])
  c.feeds.push({ _tag: 'Coordinates', term: s, around, fixed: new Map(c.fixed), size: s.count, among, input })
  return { _tag: 'Numbers', kind: kindOf(s), nodes: [value] }
}

/** The values of a vector at drawn coordinates: its tensors one after the other, and a gather. */
export const lowerPick = (c: Context, s: SyntaxOf<'Pick'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const drawn = s.coordinates
  if (drawn._tag !== 'Coordinates') return internal('drawn coordinates are due', drawn._tag)
  const of = paramsOf(lower(s.of), drawn.network)
  const at = paramsOf(lower(drawn)).nodes[0]!
  const flat = o.concat(
    of.nodes.map((node: Node) => o.reshape(node, [sizeOf(node.shape)])),
    0,
  )
  return { _tag: 'Numbers', kind: kindOf(drawn), nodes: [o.gather(flat, at)] }
}
