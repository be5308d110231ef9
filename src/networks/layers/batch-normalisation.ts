import * as t from 'io-ts'
import type { Node, Operations } from '../../ir/index.ts'
import { type BatchMoments, eachExample, type Moments, normalised } from './moments.ts'
import type { Rule, Statistics } from './rule.ts'

/**
 * Each channel to mean 0 and variance 1 over the examples and places of a batch, then scaled and shifted by learned numbers.
 * Padding of a batch doesn't count. While learning, the statistics are the batch's own. For a prediction they are
 * those of the inputs predicted together (`batch`: a prediction depends on its neighbours), or running means
 * that every learned batch moves by `momentum`.
 */
export interface BatchNormalisation {
  readonly _tag: 'BatchNormalisation'
  readonly group: string
  readonly statistics: Statistics
}

/** Batch normalisation; unless told otherwise predictions use running statistics of momentum 0.1. */
export const batchNormalisation = (group: string, statistics: Statistics = { momentum: 0.1 }): BatchNormalisation => ({
  _tag: 'BatchNormalisation',
  group,
  statistics,
})

const leading = (x: Node): readonly number[] => x.shape.slice(0, -1).map((_, axis) => axis)

/**
 * Σ w x / Σ w and Σ w (x − mean)² / Σ w over all but the channels, for the weights of the examples; 0 and 1, which change nothing,
 * where none counts.
 */
export const momentsOf = (o: Operations, x: Node, weights: Node): BatchMoments => {
  const axes = leading(x)
  const places = x.shape.slice(1, -1)
  const share = eachExample(o, weights, x)
  const count = o.multiply(o.sum(weights), o.constant(places.reduce((a, b) => a * b, 1)))
  const none = o.equal(count, o.constant(0))
  const whole = o.select(none, o.constant(1), count)
  const mean = o.divide(o.sum(o.multiply(share, x), axes), whole)
  const apart = o.subtract(x, mean)
  const variance = o.divide(o.sum(o.multiply(share, o.multiply(apart, apart)), axes), whole)
  return { mean, variance: o.select(none, o.constant(1), variance), count }
}

/**
 * Running moments after a batch: a step of size `momentum` towards its own, with the variance that n / (n − 1) makes unbiased; as they
 * were where no example counted.
 */
export const adopted = (o: Operations, running: Moments, seen: BatchMoments, momentum: number): Moments => {
  const one = o.constant(1)
  const step = o.select(o.less(o.constant(0), seen.count), o.constant(momentum), o.constant(0))
  const unbiased = o.divide(seen.count, o.maximum(o.subtract(seen.count, one), one))
  const towards = (from: Node, to: Node): Node => o.add(from, o.multiply(step, o.subtract(to, from)))
  return {
    mean: towards(running.mean, seen.mean),
    variance: towards(running.variance, o.multiply(seen.variance, unbiased)),
  }
}

export const batchNormalisationRule: Rule<BatchNormalisation> = {
  fields: { group: t.string, statistics: t.union([t.literal('batch'), t.type({ momentum: t.number })]) },
  misfit: ({ statistics }) =>
    statistics === 'batch' || (statistics.momentum > 0 && statistics.momentum <= 1)
      ? undefined
      : { rule: 'momentum must be above 0 and at most 1', got: `${statistics.momentum}` },
  tensors: (_, { shape }) => {
    const channels = shape.at(-1) ?? 0
    return { scale: { shape: [channels], role: 'scale' }, shift: { shape: [channels], role: 'shift' } }
  },
  statistics: {
    used: ({ statistics }) => statistics,
    seen: ({ o, value, weights }) => momentsOf(o, value, weights ?? o.constant(1, [value.shape[0]!])),
  },
  forward: (_, { o, value, parameters: { scale, shift }, weights, moments }) =>
    normalised(o, value, moments!, scale!, shift!, weights),
}
