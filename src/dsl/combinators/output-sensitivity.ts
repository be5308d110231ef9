import { add, like, sqrt, square } from '../arithmetic.ts'
import { everyLabel } from '../batches.ts'
import { named } from '../combinator.ts'
import { expectation } from '../expectation.ts'
import { firstOrder, grad } from '../gradient.ts'
import { labelledOutput } from '../measures.ts'
import { expected, norm, part, row, symbol } from '../notation/maths.ts'
import { asItPredicts, type Notation } from '../notation/notation.ts'
import { overSamples } from '../steps.ts'
import type { Batch, Params } from '../term.ts'

const notation: Notation = {
  writes: expected(row('x ∈ ', part('data')), norm(row('∇', symbol('f'), '(x; ', part('at'), ')'))),
  notes: [row('‖∇f(x; θ)‖ is taken for each parameter over all outputs'), asItPredicts('f')],
  gives: 'Ω',
}

/**
 * Ωₘ = (1/N) Σₓ ‖∂f(x; θ)/∂θₘ‖ = (1/N) Σₓ √(Σₒ (∂fₒ(x; θ)/∂θₘ)²): how much the outputs move with a parameter, each of them by its own
 * gradient. The network predicts, and no label is looked at. It takes a gradient an output, where `sensitivity` takes one in all.
 *
 * Laws: 0 for a parameter that the outputs ignore; of one linear output xᵀw it is the mean of |x|; with one output f,
 * `sensitivity` of one example is 2 |f| times it.
 *
 * @source Aljundi et al., Memory Aware Synapses, ECCV 2018, eq. 2 and 3 before the squared norm is taken in place of the outputs
 */
export const outputSensitivity = (data: Batch, at: Params): Params => {
  const fixed = firstOrder(at)
  return named(
    'outputSensitivity',
    { data, at },
    expectation(data, (x) => {
      const moved = (one: Batch): Params => grad(labelledOutput(one, 'predicting'))(fixed)
      const squares = overSamples(everyLabel(x), (so: Params, one) => add(so, square(moved(one))))
      return sqrt(squares(like(at, 0)))
    }),
    notation,
  )
}
