import type { Syntax } from './syntax.ts'
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
  (name: 'loss' | 'squaredOutputNorm') =>
  (batch: Batch): Objective =>
  (parameters) =>
    built({ _tag: 'Measure', measure: name, parameters, batch })

/** L_B(θ): the mean loss of the learner's network on a batch (examples of weight 0 do not count). */
export const loss = measure('loss')

/** The mean over the batch of ‖f(x; θ)‖², the squared norm of the network's output: labels are not looked at. */
export const squaredOutputNorm = measure('squaredOutputNorm')

const batchTerm = (syntax: Syntax): Batch => syntax as Batch

/** The examples of one batch followed by those of another. */
export const join = (first: Batch, second: Batch): Batch => batchTerm({ _tag: 'Join', first, second })

/** `size` examples from position `from`. */
export const take = (batch: Batch, size: number, from = 0): Batch => batchTerm({ _tag: 'Take', batch, from, size })

/** The batch cut into `count` consecutive batches of `size` examples. */
export const chunk = (batch: Batch, size: number, count: number): readonly Batch[] =>
  Array.from({ length: count }, (_, i) => take(batch, size, i * size))

/** The examples in a random order, fresh at every execution. */
export const shuffle = (batch: Batch): Batch =>
  batchTerm({ _tag: 'Shuffle', batch, iterations: enclosingLoops(), place: freshPlace() })

/** The batch with labels y ~ p(y | x; θ) sampled from the model. No derivative passes through the sampling. */
export const sampleLabels = (batch: Batch, parameters: Params): Batch =>
  batchTerm({ _tag: 'Relabel', batch, parameters, iterations: enclosingLoops(), place: freshPlace() })

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
export const expectation = <R extends Structure>(batch: Batch, f: (sample: Batch) => R, size = 1): R => {
  const index = fresh('n', scalarKind)
  const sample = fresh('x', batchKind)
  const result = insideLoop(index, () => f(batchTerm(sample)))
  return componentsOf({ _tag: 'Expectation', batch, size, sample, index, body: leavesOf(result) }, result)
}
