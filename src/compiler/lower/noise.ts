import type { Distribution, SyntaxOf } from '../../dsl/index.ts'
import type { Node, Operations } from '../../ir/index.ts'
import { type Context, fedInput } from './context.ts'
import type { Numbers } from './lowered.ts'
import { normalQuantile } from './normal-quantile.ts'

const quantiles: { readonly [D in Distribution]: (o: Operations, u: Node) => Node } = {
  gaussian: normalQuantile,
  uniform: (_, u) => u,
}

/** Numbers drawn on the device by a key from the host. Each tensor counts blocks of its own: its place is the second word of the counter. */
export const drawnNoise = (c: Context, s: SyntaxOf<'Noise'>, like: Numbers): Numbers => {
  const counters = c.counters(s)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'key', counters, [4])
  c.feeds.push({ _tag: 'Key', term: s, around, fixed: new Map(c.fixed), input })
  const quantile = quantiles[s.distribution]
  return {
    ...like,
    nodes: like.nodes.map(({ shape }, i) => quantile(c.o, c.o.philox(value, shape, [0, i, 0, 0]))),
  }
}
