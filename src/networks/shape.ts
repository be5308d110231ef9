import { type Layer, partsOf, ruleOf, type Shape } from './layers/index.ts'

/** The shapes at the ends of a layer's parts. */
export const endsOf = (layer: Layer, shape: Shape, outputs: number): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    partsOf(layer).map(([part, layers]) => [part, layers.reduce((so, inner) => shapeAfter(inner, so, outputs), shape)]),
  )

/** The shape of one example after a layer, given its shape before; `fitting` tells whether they meet. */
export const shapeAfter = (layer: Layer, shape: Shape, outputs: number): Shape =>
  ruleOf(layer).shapeAfter?.(layer, { shape, outputs, ends: endsOf(layer, shape, outputs) }) ?? shape
