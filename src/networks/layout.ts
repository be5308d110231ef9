import { groupOf, type Layer, partsOf, ruleOf, type Shape } from './layers/index.ts'
import type { Interface, Network } from './network.ts'
import { shapeAfter } from './shape.ts'
import type { Tensor } from './tensor.ts'

/** The parameters of a network in order: the shape of every `Params<N>`. */
export interface Layout {
  readonly tensors: readonly Tensor[]
}

/** The tensors of one layer that is given examples of a shape, in the order in which a pass takes them. */
const tensorsOf = (layer: Layer, shape: Shape, outputs: number): readonly Tensor[] => [
  ...Object.entries(ruleOf(layer).tensors?.(layer, { shape, outputs }) ?? {}).map(([name, tensor]): Tensor => {
    const group = groupOf(layer) ?? ''
    const channels = tensor.shape.at(-1) ?? 1
    return { group, fanIn: channels, fanOut: channels, ...tensor, name: `${group}.${name}` }
  }),
  ...partsOf(layer).flatMap(([, layers]) => through(layers, shape, outputs).tensors),
]

const through = (layers: readonly Layer[], shape: Shape, outputs: number) =>
  layers.reduce<{ readonly shape: Shape; readonly tensors: readonly Tensor[] }>(
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
