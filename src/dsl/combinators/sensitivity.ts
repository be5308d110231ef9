import { abs } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Count } from '../count.ts'
import { firstOrder, grad } from '../gradient.ts'
import { expectation, squaredOutputNorm } from '../learning.ts'
import type { Batch, Params } from '../term.ts'

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
  )
}
