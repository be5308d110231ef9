import type { Interface, Network } from './network.ts'

/** One tensor of a network's parameters. */
export interface Tensor {
  readonly name: string
  readonly group: string
  readonly shape: readonly number[]
  readonly fanIn: number
  readonly fanOut: number
  readonly role: 'weight' | 'bias'
}

/** The parameters of a network in order: the shape of every `Params<N>`. */
export interface Layout {
  readonly tensors: readonly Tensor[]
}

/** The parameters that a network has between an input and outputs. */
export const layoutOf = (network: Network, { inputShape, outputs }: Interface): Layout => {
  const start = { width: inputShape.reduce((a, b) => a * b, 1), tensors: [] as readonly Tensor[] }
  return network.layers.reduce((so, layer) => {
    if (layer._tag !== 'Dense') return so
    const units = layer.units === 'outputs' ? outputs : layer.units
    const common = { group: layer.group, fanIn: so.width, fanOut: units }
    return {
      width: units,
      tensors: [
        ...so.tensors,
        { ...common, name: `${layer.group}.weight`, shape: [so.width, units], role: 'weight' } as const,
        { ...common, name: `${layer.group}.bias`, shape: [units], role: 'bias' } as const,
      ],
    }
  }, start)
}

/** A layout of one vector, for programs on plain vectors. */
export const vectorLayout = (size: number): Layout => ({
  tensors: [{ name: 'vector', group: 'vector', shape: [size], fanIn: size, fanOut: 1, role: 'weight' }],
})

export const sizeOfLayout = ({ tensors }: Layout): number =>
  tensors.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)
