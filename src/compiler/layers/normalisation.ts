import type { Node, Operations } from '../../ir/index.ts'

/** The mean and the variance of each channel, [c]. */
export interface Moments {
  readonly mean: Node
  readonly variance: Node
}

/** The moments of a batch, and of how many numbers a channel they are. */
export interface BatchMoments extends Moments {
  readonly count: Node
}

/** What keeps a channel that is the same everywhere from a division by zero. */
const epsilon = 1e-5

const leading = (x: Node): readonly number[] => x.shape.slice(0, -1).map((_, axis) => axis)

/** A number an example, [n], as one for each of its channels and places. */
const eachExample = (o: Operations, numbers: Node, x: Node): Node =>
  o.reshape(numbers, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)])

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
 * (x − mean) / √(variance + ε) · scale + shift, channel by channel. An example of weight 0 has the mean for its x: it took no part in
 * the variance, which may be 0, and each layer would then move it 1/√ε times further away.
 */
export const normalised = (
  o: Operations,
  x: Node,
  { mean, variance }: Moments,
  scale: Node,
  shift: Node,
  weights?: Node,
): Node => {
  const deviation = o.squareRoot(o.add(variance, o.constant(epsilon)))
  const apart = o.subtract(x, mean)
  const counted =
    weights === undefined ? apart : o.select(o.less(o.constant(0), eachExample(o, weights, x)), apart, o.constant(0))
  return o.add(o.multiply(counted, o.divide(scale, deviation)), shift)
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
