import { type Layer, partsOf, ruleOf } from './layers/index.ts'
import type { Network } from './network.ts'

const wider = (count: number, factor: number): number => Math.max(1, Math.round(factor * count))

const layerOf =
  (factor: number) =>
  (layer: Layer): Layer => {
    const { width } = ruleOf(layer)
    const count = width === undefined ? undefined : layer[width]
    const parts = partsOf(layer).map(([part, layers]) => [part, layers.map(layerOf(factor))])
    return {
      ...layer,
      ...Object.fromEntries(parts),
      ...(width !== undefined && typeof count === 'number' ? { [width]: wider(count, factor) } : {}),
    }
  }

/** The same network with so many times as many units and channels in every layer but the last. */
export const widened = (network: Network, factor: number): Network => ({
  ...network,
  layers: network.layers.map(layerOf(factor)),
})
