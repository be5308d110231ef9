import type { Objective } from '../measures.ts'
import type { Mode } from '../mode.ts'
import { outputs, targets } from '../rows.ts'
import type { Batch, Rows, Scalar } from '../term.ts'

/** A loss of what a network gives for examples, by what it should: one number for the batch. */
export type Loss = (outputs: Rows, targets: Rows, batch: Batch) => Scalar

/**
 * A loss as a function of parameters: ℓ(f(B; θ), y, B).
 *
 * @law `lossBy(crossEntropy())` is `loss` of a network whose loss is `crossEntropy`, and `lossBy(squaredError)` that of the other
 * @example
 * defineMethod({
 *   name: 'robust descent', source: 'an example', options: { rate: positive(0.1) }, state: () => ({}),
 *   onBatch: (o) => ({ theta, batch }) => ({
 *     theta: gradientStep({ loss: lossBy(huber({ threshold: 1 }))(batch), rate: o.rate })(theta),
 *   }),
 * })
 */
export const lossBy =
  (of: Loss) =>
  (batch: Batch, mode: Mode = 'learning'): Objective =>
  (parameters) =>
    of(outputs(batch, parameters, mode), targets(batch), batch)
