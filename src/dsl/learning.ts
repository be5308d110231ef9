import { type Count, counted, numberOf } from './count.ts'
import type { Mode } from './mode.ts'
import type { Measured, Syntax } from './syntax.ts'
import {
  type Batch,
  batchKind,
  built,
  componentsOf,
  enclosingLoops,
  fresh,
  freshPlace,
  insideLoop,
  leavesOf,
  type Params,
  type Scalar,
  type Structure,
  scalarKind,
} from './term.ts'

/** A scalar-valued function of parameters. */
export type Objective<N extends string = 'learner'> = (parameters: Params<N>) => Scalar

const measure =
  (name: Measured) =>
  (batch: Batch, mode: Mode = 'learning'): Objective =>
  (parameters) =>
    built({ _tag: 'Measure', measure: name, parameters, batch, mode })

/** L_B(θ): the mean loss of the learner's network on a batch (examples of weight 0 do not count), learning unless said. */
export const loss = measure('loss')

/** The mean over the batch of ‖f(x; θ)‖², the squared norm of the network's output: labels are not looked at. */
export const squaredOutputNorm = measure('squaredOutputNorm')

/** The mean over the batch of ⟨y, f(x; θ)⟩: for a label y that is one class, the network's output for it. */
export const labelledOutput = measure('labelledOutput')

const batchTerm = (syntax: Syntax): Batch => syntax as Batch

/** The examples of one batch followed by those of another. */
export const join = (first: Batch, second: Batch): Batch => batchTerm({ _tag: 'Join', first, second })

/** `size` examples from position `from`. */
export const take = (batch: Batch, size: number | Count, from: number | Count = 0): Batch =>
  batchTerm({ _tag: 'Take', batch, ...counted({ from, size }) })

/** The batch cut into `count` consecutive batches of `size` examples. */
export const chunk = (batch: Batch, size: number | Count, count: number | Count): readonly Batch[] =>
  Array.from({ length: numberOf(count) }, (_, i) => take(batch, size, i * numberOf(size)))

/** The examples in a random order, fresh at every execution. */
export const shuffle = (batch: Batch): Batch =>
  batchTerm({ _tag: 'Shuffle', batch, iterations: enclosingLoops(), place: freshPlace() })

/** Where a shuffled batch has the example that was at position `example` (from 0) before: a position from 0, as a number. */
export const placeIn = (shuffled: Batch, example: number): Scalar =>
  built({ _tag: 'Place', shuffle: shuffled, example })

/** The batch with labels y ~ p(y | x; θ) sampled from the model: a class, or for squared error f(x; θ) + ε with ε ~ N(0, 1). No derivative passes. */
export const sampleLabels = (batch: Batch, parameters: Params, mode: Mode = 'learning'): Batch =>
  batchTerm({ _tag: 'Relabel', batch, parameters, mode, iterations: enclosingLoops(), place: freshPlace() })

/**
 * The batch with labels p(· | x; θ), the model's own prediction: the chance of each class, or for squared error the outputs. No
 * derivative passes. At θ the gradient of the loss on it is 0, and its Hessian is the Fisher information.
 */
export const softLabels = (batch: Batch, parameters: Params, mode: Mode = 'learning'): Batch =>
  batchTerm({ _tag: 'SoftLabels', batch, parameters, mode })

/** Each example as often as the network has outputs, labelled with each of them in turn. Its own label is not looked at. */
export const everyLabel = (batch: Batch): Batch => batchTerm({ _tag: 'EveryLabel', batch })

/**
 * (1/N) Σₓ f(x): the mean of a function of one sample (a batch of one) over a batch. With a `size` it is a function of so
 * many consecutive samples, each such part counting by its weight; the last part may be smaller.
 *
 * @example
 * defineMethod({
 *   name: 'clipped sample by sample', source: 'an example', options: { rate: positive(0.1) }, state: () => ({}),
 *   onBatch: (o) => ({ theta, batch, loss }) => {
 *     const direction = expectation(batch, (x) => clipByNorm(1)(grad(loss(x))(theta)))
 *     return { theta: metaUpdate({ direction, rate: o.rate })(theta) }
 *   },
 * })
 */
export const expectation = <R extends Structure>(
  batch: Batch,
  f: (sample: Batch) => R,
  size: number | Count = 1,
): R => {
  const index = fresh('n', scalarKind)
  const sample = fresh('x', batchKind)
  const result = insideLoop(index, () => f(batchTerm(sample)))
  return componentsOf(
    { _tag: 'Expectation', batch, ...counted({ size }), sample, index, body: leavesOf(result) },
    result,
  )
}
