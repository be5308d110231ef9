import { square } from '../arithmetic.ts'
import { sampleLabels } from '../batches.ts'
import { named } from '../combinator.ts'
import { expectation } from '../expectation.ts'
import { firstOrder, grad } from '../gradient.ts'
import { loss } from '../measures.ts'
import { expected, numeral, part, power, row, word } from '../notation/maths.ts'
import { asItPredicts, type Notation } from '../notation/notation.ts'
import type { Batch, Params } from '../term.ts'

const squares = power(row('∇ ', word('log'), ' p(y | x; ', part('at'), ')'), numeral(2))

const notation: Readonly<Record<'true' | 'empirical', Notation>> = {
  true: {
    writes: expected(row('x ∈ ', part('data'), ', y ~ p(y | x; ', part('at'), ')'), squares),
    notes: [asItPredicts('p')],
    gives: 'F',
  },
  empirical: { writes: expected(row('(x, y) ∈ ', part('data')), squares), notes: [asItPredicts('p')], gives: 'F' },
}

/**
 * The diagonal of the Fisher information, Fₘ = (1/N) Σₓ E_y[(∂ log p(y | x; θ)/∂θₘ)²]: squares are taken sample by sample
 * and then averaged (the square of a batch's mean gradient is something else). The network predicts: one sample has no statistics for
 * a normalisation, and what is to be kept is what it says when it is asked.
 *
 * - `true`: y is sampled from the model's own prediction, one label a sample;
 * - `empirical`: y is the label in the data.
 *
 * @example
 * defineMethod({
 *   name: 'natural', source: 'an example', options: { rate: positive(0.1) }, state: () => ({}),
 *   onBatch: (o) => ({ theta, batch, loss }) => ({
 *     theta: metaUpdate({ direction: divide(grad(loss(batch))(theta), add(fisher('true')(batch, theta), 1)), rate: o.rate })(theta),
 *   }),
 * })
 * @source Kirkpatrick et al. 2017; Kunstner et al. 2019 on how the two differ
 */
export const fisher =
  (labels: 'true' | 'empirical') =>
  (data: Batch, at: Params): Params => {
    const fixed = firstOrder(at)
    const squared = (x: Batch): Params => square(grad(loss(x, 'predicting'))(fixed))
    const information = expectation(data, (x) => squared(labels === 'true' ? sampleLabels(x, fixed, 'predicting') : x))
    return named(labels === 'true' ? 'fisher' : 'empiricalFisher', { data, at }, information, notation[labels])
  }
