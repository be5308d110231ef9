import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { type Node, sizeOf } from '../../ir/index.ts'
import { sizeOfLayout } from '../../networks/index.ts'
import { type Context, fedInput } from './context.ts'
import { groupsNamed } from './groups.ts'
import { type Lowered, paramsOf } from './lowered.ts'
import { internal, Refusal } from './refusal.ts'

/** Parameters with tensors of named groups that the host draws anew; the others are the same nodes. */
export const reinitialised = (c: Context, s: SyntaxOf<'Reinitialise'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o, around } = c
  const value = paramsOf(lower(s.of))
  const name = value.kind._tag === 'Params' ? value.kind.network : internal('parameters are due', value.kind._tag)
  const network = name === 'learner' ? around.learner?.network : around.networks?.[name]
  const layout = around.layouts[name]
  if (network === undefined || layout === undefined)
    throw new Refusal('what starts anew must be parameters of a network', `those of \`${name}\``)
  const groups = groupsNamed(layout, s.groups)
  const fresh = layout.tensors.filter(({ group }) => groups.has(group))
  if (fresh.length === 0) return value
  const drawn = { tensors: fresh }
  const counters = c.counters(s)
  const loops = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value: flat } = fedInput(c, 'start', counters, [sizeOfLayout(drawn)])
  c.feeds.push({ _tag: 'Start', term: s, around: loops, fixed: new Map(c.fixed), network, layout: drawn, input })
  let from = 0
  const nodes = value.nodes.map((node, i): Node => {
    if (!groups.has(layout.tensors[i]!.group)) return node
    const size = sizeOf(node.shape)
    const own = o.reshape(o.slice(flat, [from], [size]), node.shape)
    from += size
    return own
  })
  return { ...value, nodes }
}
