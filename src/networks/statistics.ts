import type { Interface, Layer, LayerOf, Network } from './network.ts'
import { shapeAfter } from './shape.ts'

/** The running mean and variance of one normalisation: two vectors, a number a channel. */
export interface RunningStatistics {
  readonly group: string
  readonly channels: number
  readonly momentum: number
}

const running = (layer: LayerOf<'BatchNormalisation'>, channels: number): readonly RunningStatistics[] =>
  layer.statistics === 'batch' ? [] : [{ group: layer.group, channels, momentum: layer.statistics.momentum }]

const along = (
  layers: readonly Layer[],
  shape: readonly number[],
  outputs: number,
): { readonly shape: readonly number[]; readonly found: readonly RunningStatistics[] } =>
  layers.reduce(
    (so, layer) => {
      const own =
        layer._tag === 'BatchNormalisation'
          ? running(layer, so.shape.at(-1) ?? 0)
          : layer._tag === 'Residual'
            ? [...along(layer.body, so.shape, outputs).found, ...along(layer.shortcut, so.shape, outputs).found]
            : []
      return { shape: shapeAfter(layer, so.shape, outputs), found: [...so.found, ...own] }
    },
    { shape, found: [] as readonly RunningStatistics[] },
  )

/** The normalisations of a network, in the order of a forward pass. */
export const normalisationsOf = ({ layers }: Pick<Network, 'layers'>): readonly LayerOf<'BatchNormalisation'>[] =>
  layers.flatMap((layer): readonly LayerOf<'BatchNormalisation'>[] => {
    if (layer._tag === 'Residual')
      return [...normalisationsOf({ layers: layer.body }), ...normalisationsOf({ layers: layer.shortcut })]
    return layer._tag === 'BatchNormalisation' ? [layer] : []
  })

/** The running statistics that a network has, in the order in which its layers use them. */
export const runningStatistics = (network: Network, between: Interface): readonly RunningStatistics[] =>
  along(network.layers, between.inputShape, between.outputs).found
