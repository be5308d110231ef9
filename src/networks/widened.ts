import type { Layer, Network } from './network.ts'

const wider = (count: number, factor: number): number => Math.max(1, Math.round(factor * count))

const layerOf =
  (factor: number) =>
  (layer: Layer): Layer => {
    switch (layer._tag) {
      case 'Dense':
        return layer.units === 'outputs' ? layer : { ...layer, units: wider(layer.units, factor) }
      case 'Convolution':
        return { ...layer, channels: wider(layer.channels, factor) }
      case 'Residual':
        return { ...layer, body: layer.body.map(layerOf(factor)), shortcut: layer.shortcut.map(layerOf(factor)) }
      default:
        return layer
    }
  }

/** The same network with so many times as many units and channels in every layer but the last. */
export const widened = (network: Network, factor: number): Network => ({
  ...network,
  layers: network.layers.map(layerOf(factor)),
})
