import { isNoisy, type Network, type Noise } from '../../networks/index.ts'
import { type Context, fedInput } from './context.ts'
import type { RunPlace } from './runs.ts'

/**
 * What the layers of a network draw in a run, by a key from the host: each layer counts blocks of its own, its number is the second
 * word of the counter, that of the draw the third. Nothing is fed to a network that draws nothing.
 */
export const noiseOf = (c: Context, network: Network, run: RunPlace): Noise | undefined => {
  if (!isNoisy(network)) return undefined
  const counters = new Set(run.counters)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'key', counters, [4])
  c.feeds.push({ _tag: 'RunKey', run, around, fixed: new Map(c.fixed), input })
  return (layer, draw, shape) => c.o.philox(value, shape, [0, layer, draw, 0])
}
