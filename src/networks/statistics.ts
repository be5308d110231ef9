import { groupOf, type Layer, partsOf, ruleOf, type Shape, type Statistics } from './layers/index.ts'
import type { Interface, Network } from './network.ts'
import { shapeAfter } from './shape.ts'

/** A layer that goes by moments of its batch, and what predictions use in their place. */
export interface Normalisation {
  readonly group: string
  readonly statistics: Statistics
}

/** The running mean and variance of one normalisation: two vectors, a number a channel. */
export interface RunningStatistics {
  readonly group: string
  readonly channels: number
  readonly momentum: number
}

const ownOf = (layer: Layer): readonly Normalisation[] => {
  const statistics = ruleOf(layer).statistics?.used(layer)
  return statistics === undefined ? [] : [{ group: groupOf(layer) ?? '', statistics }]
}

const along = (
  layers: readonly Layer[],
  shape: Shape,
  outputs: number,
): { readonly shape: Shape; readonly found: readonly RunningStatistics[] } =>
  layers.reduce(
    (so, layer) => ({
      shape: shapeAfter(layer, so.shape, outputs),
      found: [
        ...so.found,
        ...ownOf(layer).flatMap(({ group, statistics }) =>
          statistics === 'batch' ? [] : [{ group, channels: so.shape.at(-1) ?? 0, momentum: statistics.momentum }],
        ),
        ...partsOf(layer).flatMap(([, inner]) => along(inner, so.shape, outputs).found),
      ],
    }),
    { shape, found: [] as readonly RunningStatistics[] },
  )

/** The normalisations of a network, in the order of a forward pass. */
export const normalisationsOf = ({ layers }: Pick<Network, 'layers'>): readonly Normalisation[] =>
  layers.flatMap((layer) => [
    ...ownOf(layer),
    ...partsOf(layer).flatMap(([, inner]) => normalisationsOf({ layers: inner })),
  ])

/** The running statistics that a network has, in the order in which its layers use them. */
export const runningStatistics = (network: Network, between: Interface): readonly RunningStatistics[] =>
  along(network.layers, between.inputShape, between.outputs).found
