import { named } from '../combinator.ts'
import type { List, Params } from '../term.ts'
import { orthonormalBasis, without } from './gram-schmidt.ts'

/**
 * What of a vector is orthogonal to all vectors of a list, its projection onto the orthogonal complement of their span:
 *
 *   g − Σᵢ ⟨uᵢ, g⟩ uᵢ   for an orthonormal basis u₁, u₂, … of the span
 *
 * | argument       | meaning                                                                                               |
 * | `list`         | any vectors                                                                                           |
 * | `{ orthonormal: true }` | the list is orthonormal already, but for elements that are 0: as `append(list, gramSchmidt(list)(v))` keeps it |
 *
 * Without that the basis is found first (`orthonormalBasis`). Of no vector, g itself.
 *
 * Laws: orthogonal to each element; linear; projecting twice is projecting once; what is left of least squares, g − V argmin_c ‖g − Vc‖,
 * also where elements nearly depend on each other.
 *
 * @source Farajtabar, Azizan, Mott & Li, Orthogonal Gradient Descent, AISTATS 2020, eq. 4
 */
export const orthogonalTo =
  <N extends string = 'learner'>(
    list: List<Params<N>>,
    { orthonormal = false }: { readonly orthonormal?: boolean } = {},
  ) =>
  (gradient: Params<N>): Params<N> =>
    named(
      'orthogonalTo',
      { list, gradient },
      without(orthonormal ? list : orthonormalBasis(list, gradient), gradient),
      { gives: 'g', calls: { gradient: 'g' } },
    )
