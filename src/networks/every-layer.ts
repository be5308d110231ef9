import { type Definition, groupOf, type Layer, partsOf, ruleOf } from './layers/index.ts'
import type { Network } from './network.ts'

type Layers = Pick<Network, 'layers'>

/** Every layer of a network, those inside of others after them. */
const everyLayer = ({ layers }: Layers): readonly Layer[] =>
  layers.flatMap((layer) => [layer, ...partsOf(layer).flatMap(([, inner]) => everyLayer({ layers: inner }))])

/** Whether a layer of it draws numbers while it learns. */
export const isNoisy = (network: Layers): boolean =>
  everyLayer(network).some((layer) => ruleOf(layer).isNoisy?.(layer) === true)

/** The rules that its layers bring along, which are code. */
export const definitionsIn = (network: Layers): readonly Definition[] =>
  everyLayer(network).flatMap((layer) => (layer._tag === 'Own' ? [layer.definition] : []))

/** The first of its layers that has parameters, or looks at a whole batch, and is not dense; nothing where there is none. */
export const notDense = (network: Layers): Layer | undefined =>
  everyLayer(network).find(
    (layer) => layer._tag !== 'Dense' && (groupOf(layer) !== undefined || ruleOf(layer).statistics !== undefined),
  )

/** The groups of its dense layers, in the order of a layout. */
export const denseGroups = (network: Layers): readonly string[] =>
  everyLayer(network).flatMap((layer) => (layer._tag === 'Dense' ? [layer.group] : []))
