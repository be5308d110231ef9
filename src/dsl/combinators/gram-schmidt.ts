import { divide, dot, guardedDivide, less, multiply, select, sqrt, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { call, part, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import { lengthOf } from '../rescaled.ts'
import { append, foldTasks, mapTasks, perTask, totalOverTasks } from '../tasks.ts'
import type { List, Params, Scalar } from '../term.ts'

/** v − Σᵢ ⟨uᵢ, v⟩ uᵢ: orthogonal to all of an orthonormal list, but for rounding of the size of v. */
export const without = <N extends string>(basis: List<Params<N>>, vector: Params<N>): Params<N> =>
  subtract(vector, totalOverTasks(mapTasks(basis, (u: Params<N>): Params<N> => multiply(dot(u, vector), u))))

/** What counts as nothing: float32 leaves less than this of a vector in the span of a few hundred others. */
const negligible = 2 ** -18

const notation: Notation = {
  gives: 'u',
  writes: call('gramSchmidt', part('vector'), part('basis')),
  notes: [
    row(
      'gramSchmidt(a, U) is the unit vector along what of a is orthogonal to the orthonormal U, whose part is taken off twice; ',
      '0 where nothing is left of a but rounding',
    ),
  ],
  calls: { vector: 'v' },
}

/**
 * The unit vector along what of a vector is orthogonal to an orthonormal list:
 *
 *   r = v/‖v‖ − Σᵢ ⟨uᵢ, v/‖v‖⟩ uᵢ,  r′ = r − Σᵢ ⟨uᵢ, r⟩ uᵢ,  u = r′/‖r′‖;   0 where v = 0 or ‖r‖ ≤ τ
 *
 * | symbol | argument    | range                                                          |
 * | u₁, …  | `basis`     | orthonormal, but for elements that are 0                       |
 * | v      | `vector`    | params                                                         |
 * | τ      | `tolerance` | what is left of a vector in the span by rounding; 2⁻¹⁸ |
 *
 * What lies in the span is taken off twice: once leaves rounding of the size of v, which is much of a u where little of v is left; twice
 * is enough. So the list with u at its end is orthonormal to rounding, however nearly v depends on it.
 *
 * Laws: of length 1 or 0 and orthogonal to the list; 0 for what is in its span; the same for v times any positive number.
 *
 * @source Giraud, Langou & Rozložník, The loss of orthogonality in the Gram–Schmidt process, 2005
 */
export const gramSchmidt =
  <N extends string = 'learner'>(
    basis: List<Params<N>>,
    { tolerance = negligible }: { readonly tolerance?: Scalar | number } = {},
  ) =>
  (vector: Params<N>): Params<N> => {
    const { scale, scaled } = lengthOf(vector)
    const whole = guardedDivide(multiply(scale, vector), scaled, less(0, scaled))
    const once = without(basis, whole)
    const left = sqrt(dot(once, once))
    const twice = without(basis, once)
    const isNew = less(tolerance, left)
    const length = select(isNew, sqrt(dot(twice, twice)), 1)
    return named('gramSchmidt', { vector, basis }, multiply(select(isNew, divide(1, length), 0), twice), notation)
  }

/**
 * An orthonormal list with the span of any list, as long as that; an element that lies in the span of those before it becomes 0.
 * Its turns are compiled one by one, so t elements come to about t² terms: a method that stores vectors better keeps them orthonormal,
 * as `append(basis, gramSchmidt(basis)(v))` does.
 */
export const orthonormalBasis = <N extends string = 'learner'>(
  list: List<Params<N>>,
  like: Params<N>,
): List<Params<N>> =>
  foldTasks(list, (basis: List<Params<N>>, v: Params<N>) => append(basis, gramSchmidt(basis)(v)))(perTask(like))
