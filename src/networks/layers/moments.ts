import type { Node, Operations } from '../../ir/index.ts'

/** The mean and the variance of each channel, [c]; or of others, in a shape that stretches over the numbers they are of. */
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

/** A number an example, [n], as one for each of its channels and places. */
export const eachExample = (o: Operations, numbers: Node, x: Node): Node =>
  o.reshape(numbers, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)])

/** (x − mean) of the examples that count, and √(variance + ε). */
const standard = (o: Operations, x: Node, { mean, variance }: Moments, weights: Node | undefined) => {
  const deviation = o.squareRoot(o.add(variance, o.constant(epsilon)))
  const apart = o.subtract(x, mean)
  const counted =
    weights === undefined ? apart : o.select(o.less(o.constant(0), eachExample(o, weights, x)), apart, o.constant(0))
  return { counted, deviation }
}

/**
 * (x − mean) / √(variance + ε) · scale + shift, channel by channel. An example of weight 0 has the mean for its x: it took no part in
 * the variance, which may be 0, and each layer would then move it 1/√ε times further away.
 */
export const normalised = (
  o: Operations,
  x: Node,
  moments: Moments,
  scale: Node,
  shift: Node,
  weights?: Node,
): Node => {
  const { counted, deviation } = standard(o, x, moments, weights)
  return o.add(o.multiply(counted, o.divide(scale, deviation)), shift)
}

/** (x − mean) / √(variance + ε), and 0 for an example of weight 0. */
export const standardised = (o: Operations, x: Node, moments: Moments, weights?: Node): Node => {
  const { counted, deviation } = standard(o, x, moments, weights)
  return o.divide(counted, deviation)
}
