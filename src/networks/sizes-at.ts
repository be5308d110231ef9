import { groupOf, type Layer, partsOf, type Shape, sizeOfShape } from './layers/index.ts'
import type { Interface, Network } from './network.ts'
import { shapeAfter } from './shape.ts'

/** How many numbers of one example come into a layer, and out of it. */
export interface Sizes {
  readonly before: number
  readonly after: number
}

type Found = Readonly<Record<string, Sizes>>

const through = (layers: readonly Layer[], start: Shape, outputs: number): Found => {
  const found: Record<string, Sizes> = {}
  layers.reduce<Shape>((shape, layer) => {
    for (const [, inner] of partsOf(layer)) Object.assign(found, through(inner, shape, outputs))
    const after = shapeAfter(layer, shape, outputs)
    const group = groupOf(layer)
    if (group !== undefined) found[group] = { before: sizeOfShape(shape), after: sizeOfShape(after) }
    return after
  }, start)
  return found
}

/** How many numbers of one example come into each layer that has a group, and out of it, by the group. */
export const sizesAt = (network: Network, { inputShape, outputs }: Interface): Found =>
  through(network.layers, inputShape, outputs)
