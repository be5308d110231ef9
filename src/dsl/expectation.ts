import { type Count, counted } from './count.ts'
import { kindOf } from './kind.ts'
import { type Batch, built, componentsOf, fresh, insideLoop, leavesOf, type Structure, scalarKind } from './term.ts'

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
  const sample = fresh('x', kindOf(batch))
  const result = insideLoop(index, () => f(built(sample)))
  return componentsOf(
    { _tag: 'Expectation', batch, ...counted({ size }), sample, index, body: leavesOf(result) },
    result,
  )
}
