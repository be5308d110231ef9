import { type Activation, activationRule } from './activation.ts'
import { type AveragePool, averagePoolRule } from './average-pool.ts'
import { type BatchNormalisation, batchNormalisationRule } from './batch-normalisation.ts'
import { type Convolution, convolutionRule } from './convolution.ts'
import { type Dense, denseRule } from './dense.ts'
import { type Dropout, dropoutRule } from './dropout.ts'
import { type Flatten, flattenRule } from './flatten.ts'
import { type Gate, gateRule } from './gate.ts'
import { type GroupNormalisation, groupNormalisationRule } from './group-normalisation.ts'
import { type LayerNormalisation, layerNormalisationRule } from './layer-normalisation.ts'
import { type MaxPool, maxPoolRule } from './max-pool.ts'
import type { Own } from './own.ts'
import { type Residual, residualRule } from './residual.ts'
import type { Rule } from './rule.ts'

/** One layer of a network, as data. `group` names its parameters, for `only` and for printing. */
export type Layer =
  | Flatten
  | Dense
  | Activation
  | Dropout
  | Convolution
  | MaxPool
  | AveragePool
  | BatchNormalisation
  | LayerNormalisation
  | GroupNormalisation
  | Residual<Layer>
  | Gate<Layer>
  | Own

/** The tags of those that come with the package. */
type Tag = Exclude<Layer['_tag'], 'Own'>

export type LayerOf<T extends Layer['_tag']> = Extract<Layer, { readonly _tag: T }>

/** The rule of every kind of layer that comes with the package. */
export const rules: { readonly [T in Tag]: Rule<LayerOf<T>> } = {
  Flatten: flattenRule,
  Dense: denseRule,
  Activation: activationRule,
  Dropout: dropoutRule,
  Convolution: convolutionRule,
  MaxPool: maxPoolRule,
  AveragePool: averagePoolRule,
  BatchNormalisation: batchNormalisationRule,
  LayerNormalisation: layerNormalisationRule,
  GroupNormalisation: groupNormalisationRule,
  Residual: residualRule,
  Gate: gateRule,
}

/** The rule that a layer goes by. */
export const ruleOf = <L extends Layer>(layer: L): Omit<Rule<L>, 'fields'> =>
  (layer._tag === 'Own' ? layer.definition : rules[layer._tag]) as unknown as Omit<Rule<L>, 'fields'>

/** The name of its parameters, if it has any. */
export const groupOf = (layer: Layer): string | undefined => ('group' in layer ? layer.group : undefined)

/** What kind of layer it is, in words. */
export const kindOfLayer = (layer: Layer): string => (layer._tag === 'Own' ? layer.definition.name : layer._tag)

/** The parts of a layer that are layers themselves, by their names. */
export const partsOf = (layer: Layer): readonly (readonly [string, readonly Layer[]])[] =>
  (ruleOf(layer).parts ?? []).map((part) => [part, layer[part] as unknown as readonly Layer[]])
