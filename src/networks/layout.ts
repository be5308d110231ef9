import type { Interface, Layer, Network } from './network.ts'
import { asImage, shapeAfter } from './shape.ts'
import { sides } from './windows.ts'

/** One tensor of a network's parameters. */
export interface Tensor {
  readonly name: string
  readonly group: string
  readonly shape: readonly number[]
  readonly fanIn: number
  readonly fanOut: number
  readonly role: 'weight' | 'bias' | 'scale' | 'shift'
}

/** The parameters of a network in order: the shape of every `Params<N>`. */
export interface Layout {
  readonly tensors: readonly Tensor[]
}

/** The tensors of one layer that is given examples of a shape, in the order in which it takes them. */
const tensorsOf = (layer: Layer, shape: readonly number[], outputs: number): readonly Tensor[] => {
  switch (layer._tag) {
    case 'Flatten':
    case 'Activation':
    case 'MaxPool':
    case 'AveragePool':
      return []
    case 'Dense': {
      const [width = 0] = shape
      const units = layer.units === 'outputs' ? outputs : layer.units
      const common = { group: layer.group, fanIn: width, fanOut: units }
      return [
        { ...common, name: `${layer.group}.weight`, shape: [width, units], role: 'weight' },
        { ...common, name: `${layer.group}.bias`, shape: [units], role: 'bias' },
      ]
    }
    case 'Convolution': {
      const { group, channels } = layer
      const [down, across] = sides(layer.kernel)
      const [, , from] = asImage(shape)
      const common = { group, fanIn: down * across * from, fanOut: down * across * channels }
      return [
        { ...common, name: `${group}.weight`, shape: [down, across, from, channels], role: 'weight' },
        ...(layer.bias ? [{ ...common, name: `${group}.bias`, shape: [channels], role: 'bias' } as const] : []),
      ]
    }
    case 'BatchNormalisation': {
      const { group } = layer
      const channels = shape.at(-1) ?? 0
      const common = { group, shape: [channels], fanIn: channels, fanOut: channels }
      return [
        { ...common, name: `${group}.scale`, role: 'scale' },
        { ...common, name: `${group}.shift`, role: 'shift' },
      ]
    }
    case 'Residual':
      return [...through(layer.body, shape, outputs).tensors, ...through(layer.shortcut, shape, outputs).tensors]
  }
}

const through = (layers: readonly Layer[], shape: readonly number[], outputs: number) =>
  layers.reduce<{ readonly shape: readonly number[]; readonly tensors: readonly Tensor[] }>(
    (so, layer) => ({
      shape: shapeAfter(layer, so.shape, outputs),
      tensors: [...so.tensors, ...tensorsOf(layer, so.shape, outputs)],
    }),
    { shape, tensors: [] },
  )

/** The parameters that a network has between an input and outputs. */
export const layoutOf = (network: Network, { inputShape, outputs }: Interface): Layout => ({
  tensors: through(network.layers, inputShape, outputs).tensors,
})

/** A layout of one vector, for programs on plain vectors. */
export const vectorLayout = (size: number): Layout => ({
  tensors: [{ name: 'vector', group: 'vector', shape: [size], fanIn: size, fanOut: 1, role: 'weight' }],
})

export const sizeOfLayout = ({ tensors }: Layout): number =>
  tensors.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)
