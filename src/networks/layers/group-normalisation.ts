import * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import { standardised } from './moments.ts'
import { counts, type Rule, sizeOfShape } from './rule.ts'

/**
 * The channels of each example in so many groups, each group to mean 0 and variance 1 over its channels and all places:
 * y = (x − mean) / √(variance + 1e-5) · scale + shift, with a learned scale and shift a channel (Wu & He 2018). Examples do not
 * depend on each other, so learning and predicting are the same. As many groups as channels are instance normalisation.
 */
export interface GroupNormalisation {
  readonly _tag: 'GroupNormalisation'
  readonly group: string
  readonly groups: number
}

export const groupNormalisation = (group: string, groups: number): GroupNormalisation => ({
  _tag: 'GroupNormalisation',
  group,
  groups,
})

/**
 * (x − mean) / √(variance + ε) of an example's channels in so many groups; 0 for padding, which would have derivatives of 1/√ε a
 * layer where it is the same everywhere.
 */
export const standardisedIn = (o: Operations, value: Node, groups: number, weights?: Node): Node => {
  const [n = 0, ...shape] = value.shape
  const channels = shape.at(-1) ?? 1
  const [places, width] = [sizeOfShape(shape) / channels, channels / groups]
  const x = o.reshape(value, [n, places, groups, width])
  const average = (of: Node): Node =>
    o.multiply(o.reshape(o.sum(of, [1, 3]), [n, 1, groups, 1]), o.constant(1 / (places * width)))
  const mean = average(x)
  const apart = o.subtract(x, mean)
  const variance = average(o.multiply(apart, apart))
  return o.reshape(standardised(o, x, { mean, variance }, weights), value.shape)
}

export const groupNormalisationRule: Rule<GroupNormalisation> = {
  fields: { group: t.string, groups: t.number },
  misfit: ({ groups }, { shape }) =>
    counts(groups) && (shape.at(-1) ?? 1) % groups === 0
      ? undefined
      : { rule: 'groups must be a whole number that divides the channels', got: `${groups} for ${shape.at(-1) ?? 1}` },
  tensors: (_, { shape }) => {
    const channels = shape.at(-1) ?? 1
    return { scale: { shape: [channels], role: 'scale' }, shift: { shape: [channels], role: 'shift' } }
  },
  forward: ({ groups }, { o, value, parameters: { scale, shift }, weights }) =>
    o.add(o.multiply(standardisedIn(o, value, groups, weights), scale!), shift!),
}
