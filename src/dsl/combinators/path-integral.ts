import { multiply, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Params } from '../term.ts'

/**
 * ω ← ω − g ⊙ (θ′ − θ): what each coordinate of a step took from the loss, summed along the path.
 *
 * | symbol | argument   |
 * | g      | `gradient`, of the loss alone at θ |
 * | θ, θ′  | `from`, `to`: the step that was taken, by whatever optimiser |
 *
 * Law: along gradient flow Σₘ ωₘ is the decrease of the loss; with steps of rate α it is so up to O(α).
 *
 * @source Zenke et al. 2017, eq. 3
 */
export const pathIntegral =
  <N extends string = 'learner'>({
    gradient,
    from,
    to,
  }: {
    readonly gradient: Params<N>
    readonly from: Params<N>
    readonly to: Params<N>
  }) =>
  (path: Params<N>): Params<N> =>
    named('pathIntegral', { gradient, from, to, path }, subtract(path, multiply(gradient, subtract(to, from))), {
      gives: 'ω',
      calls: { gradient: 'g' },
    })
