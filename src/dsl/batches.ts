import { type Count, counted, numberOf } from './count.ts'
import type { Mode } from './mode.ts'
import type { Syntax } from './syntax.ts'
import { type Batch, built, enclosingLoops, freshPlace, type Holding, type Params, type Scalar } from './term.ts'

const batchTerm = (syntax: Syntax): Batch => syntax as Batch

/** What two batches have beside their examples that is as wide in both. */
type Joined<A, B> =
  A extends Holding<infer F>
    ? B extends Holding<infer G>
      ? Batch & Holding<{ readonly [N in keyof F & keyof G as F[N] extends G[N] ? N : never]: F[N] }>
      : Batch
    : Batch

/** The examples of one batch followed by those of another, with the fields that both have. */
export const join = <A extends Batch, B extends Batch>(first: A, second: B): Joined<A, B> =>
  built({ _tag: 'Join', first, second })

/** `size` examples from position `from`. */
export const take = <B extends Batch>(batch: B, size: number | Count, from: number | Count = 0): B =>
  built({ _tag: 'Take', batch, ...counted({ from, size }) })

/** The batch cut into `count` consecutive batches of `size` examples. */
export const chunk = <B extends Batch>(batch: B, size: number | Count, count: number | Count): readonly B[] =>
  Array.from({ length: numberOf(count) }, (_, i) => take(batch, size, i * numberOf(size)))

/** The examples in a random order, fresh at every execution. */
export const shuffle = <B extends Batch>(batch: B): B =>
  built({ _tag: 'Shuffle', batch, iterations: enclosingLoops(), place: freshPlace() })

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
