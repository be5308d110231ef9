import { batchNormalisation, type Layer, type Network, networks, resNet18 } from '../../src/networks/index.ts'

/** One number for all that a gate lets through. */
const toOne = (layer: Layer): Layer => (layer._tag === 'Dense' ? { ...layer, units: 1 } : layer)

/** Every twentieth channel and unit, and the mean of the whole image where there was one of windows: same layers, tiny images. */
const shrunk = (layer: Layer): Layer => {
  switch (layer._tag) {
    case 'Dense':
      return layer.units === 'outputs' ? layer : { ...layer, units: Math.ceil(layer.units / 20) }
    case 'Convolution':
      return {
        ...layer,
        channels: Math.ceil(layer.channels / 20),
        padding: layer.padding === 'valid' ? 'same' : layer.padding,
      }
    case 'GroupNormalisation':
      return { ...layer, groups: Math.ceil(layer.groups / 20) }
    case 'Gate':
      return { ...layer, body: layer.body.map(shrunk), branch: layer.branch.map(shrunk).map(toOne) }
    case 'AveragePool':
      return { ...layer, window: 'all' }
    case 'Residual':
      return { ...layer, body: layer.body.map(shrunk), shortcut: layer.shortcut.map(shrunk) }
    default:
      return layer
  }
}

const small = (name: string, { layers, ...network }: Network): Network => ({
  ...network,
  name,
  layers: layers.map(shrunk),
})

/** A dense net whose hidden layers are normalised: a batch of one example has no variance there at all. */
export const denseNormalised: Network = {
  name: 'dense with normalisation',
  layers: [
    { _tag: 'Flatten' },
    ...[1, 2].flatMap((n): readonly Layer[] => [
      { _tag: 'Dense', group: `dense${n}`, units: 3 },
      batchNormalisation(`dense${n}.norm`),
      { _tag: 'Activation', activation: 'relu' },
    ]),
    { _tag: 'Dense', group: 'output', units: 'outputs' },
  ],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
}

/** Every network that has a name, made small; and the two kinds of normalisation that none of them has. */
export const smallNetworks: readonly Network[] = [
  ...networks.map(({ name, network }) => small(name, network)),
  denseNormalised,
  small('resNet18 without running statistics', resNet18({ statistics: 'batch' })),
]
