import * as t from 'io-ts'
import { groupNormalisationRule, standardisedIn } from './group-normalisation.ts'
import type { Rule } from './rule.ts'

/**
 * Each example to mean 0 and variance 1 over all its channels and places: y = (x − mean) / √(variance + 1e-5) · scale + shift, with
 * a learned scale and shift a channel (Ba, Kiros & Hinton 2016). It is group normalisation with one group.
 */
export interface LayerNormalisation {
  readonly _tag: 'LayerNormalisation'
  readonly group: string
}

export const layerNormalisation = (group: string): LayerNormalisation => ({ _tag: 'LayerNormalisation', group })

export const layerNormalisationRule: Rule<LayerNormalisation> = {
  fields: { group: t.string },
  tensors: ({ group }, place) =>
    groupNormalisationRule.tensors!({ _tag: 'GroupNormalisation', group, groups: 1 }, place),
  forward: (_, { o, value, parameters: { scale, shift }, weights }) =>
    o.add(o.multiply(standardisedIn(o, value, 1, weights), scale!), shift!),
}
