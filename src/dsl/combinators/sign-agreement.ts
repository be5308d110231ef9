import { equal, less, like, multiply, select, sign } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { mapTasks, totalOverTasks } from '../tasks.ts'
import type { List, Params } from '../term.ts'

/**
 * Of a vector the coordinates that have the sign of a reference's, and 0 elsewhere: δⱼ = gⱼ where gⱼ rⱼ > 0, else 0.
 *
 * | symbol | argument    |
 * | g      | `gradient`  |
 * | r      | `reference` |
 *
 * Signs are multiplied, not values: a product of two small numbers of one sign may round to 0.
 *
 * Laws: δⱼ rⱼ ≥ 0 for each j; the reference itself is left alone, its negative becomes 0; twice is once.
 *
 * @source Enabling continual learning with meta learning, eq. 5
 */
export const signAgreement =
  <N extends string = 'learner'>(reference: Params<N>) =>
  (gradient: Params<N>): Params<N> =>
    named(
      'signAgreement',
      { gradient, reference },
      select(less(0, multiply(sign(gradient), sign(reference))), gradient, 0),
      { calls: { gradient: 'g', reference: 'r' } },
    )

/**
 * Of a vector the coordinates that have the sign of each of several references, one a past task; all where there is none.
 *
 * | symbol | argument     |
 * | g      | `gradient`   |
 * | rᵢ     | `references` |
 *
 * Laws: of one reference it is `signAgreement`; the order of references does not matter; another one leaves no more.
 *
 * @source Enabling continual learning with meta learning, §2.3
 */
export const pairwiseAgreement =
  <N extends string = 'learner'>(references: List<Params<N>>) =>
  (gradient: Params<N>): Params<N> => {
    const against = mapTasks(references, (reference: Params<N>) =>
      select(less(0, multiply(sign(gradient), sign(reference))), 0, like(gradient, 1)),
    )
    return select(equal(totalOverTasks(against), 0), gradient, 0)
  }
