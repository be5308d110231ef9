import type { Mode } from './mode.ts'
import type { Measured } from './syntax.ts'
import { type Batch, built, type Params, type Scalar } from './term.ts'

/** A scalar-valued function of parameters. */
export type Objective<N extends string = 'learner'> = (parameters: Params<N>) => Scalar

const measure =
  (name: Measured) =>
  (batch: Batch, mode: Mode = 'learning'): Objective =>
  (parameters) =>
    built({ _tag: 'Measure', measure: name, parameters, batch, mode })

/**
 * L_B(θ): the mean loss of the learner's network on a batch (examples of weight 0 do not count), learning unless said.
 *
 * @law it is `lossBy` of the network's loss: of `crossEntropy()`, of `squaredError`, or of its own, to the bit with its gradient
 */
export const loss = measure('loss')

/** The mean over the batch of ‖f(x; θ)‖², the squared norm of the network's output: labels are not looked at. */
export const squaredOutputNorm = measure('squaredOutputNorm')

/** The mean over the batch of ⟨y, f(x; θ)⟩: for a label y that is one class, the network's output for it. */
export const labelledOutput = measure('labelledOutput')
