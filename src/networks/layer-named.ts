import { groupOf, type Layer, partsOf } from './layers/index.ts'
import type { Network } from './network.ts'

const groupsIn = (layers: readonly Layer[]): readonly string[] =>
  layers.flatMap((layer) => [groupOf(layer) ?? [], partsOf(layer).flatMap(([, inner]) => groupsIn(inner))].flat())

/**
 * The group of the layer that a name stands for, of what comes in or out: that of the name itself; where there is none, the first or the
 * last of those that go on from it after a dot. What comes into `output` is what comes into `output.layer1`, and what comes out is what
 * `output.layer2` gives.
 */
export const layerNamed = ({ layers }: Pick<Network, 'layers'>, name: string, side: 'before' | 'after'): string => {
  const groups = groupsIn(layers)
  const within = groups.filter((group) => group.startsWith(`${name}.`))
  return groups.includes(name) ? name : (within.at(side === 'before' ? 0 : -1) ?? name)
}
