import { abs } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Count } from '../count.ts'
import { numberOf } from '../count.ts'
import { expectation } from '../expectation.ts'
import { firstOrder, grad } from '../gradient.ts'
import { squaredOutputNorm } from '../measures.ts'
import { bars, expected, nabla, norm, numeral, part, power, row, symbol } from '../notation/maths.ts'
import { asItPredicts, type Notation } from '../notation/notation.ts'
import type { Batch, Params } from '../term.ts'

const moved = bars(row(nabla(power(norm(row(symbol('f'), '(x; ', part('at'), ')')), numeral(2)))))

const notation = (single: boolean): Notation => ({
  writes: expected(single ? row('x ∈ ', part('data')) : row('x ∈ ', part('data'), ' by ', part('size')), moved),
  notes: [...(single ? [] : [row('E over x ∈ D by n: the mean over D in parts of n examples')]), asItPredicts('f')],
  gives: 'Ω',
})

/**
 * Ωₘ = (1/N) Σₓ |∂‖f(x; θ)‖² / ∂θₘ|: how much the network's output moves with a parameter, as it predicts. No label is looked at.
 *
 * With a `size` n > 1 the absolute value is taken of the mean over n samples at a time, and is then smaller.
 *
 * Law: 0 for a parameter that the output ignores.
 *
 * @source Aljundi et al., Memory Aware Synapses, ECCV 2018, eq. 3 with the squared norm
 */
export const sensitivity = (data: Batch, at: Params, size: number | Count = 1): Params => {
  const fixed = firstOrder(at)
  return named(
    'sensitivity',
    { data, at, size },
    expectation(data, (x) => abs(grad(squaredOutputNorm(x, 'predicting'))(fixed)), size),
    notation(numberOf(size) === 1),
  )
}
