import { divide, dot, less, minimum, multiply, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Params } from '../term.ts'

/**
 * The direction nearest to g whose product with a reference r is not negative:
 *
 *   g − (min(gᵀr, 0) / rᵀr) r,  and g itself where r = 0
 *
 * Laws: g where gᵀr ≥ 0, to the bit; else orthogonal to r; projecting twice is projecting once; the same as
 * `coneProjection` onto one constraint.
 *
 * @example onVectors({ g: [-2, 1], r: [1, 0] }, ({ g, r }) => halfSpaceProjection(r)(g))   // => [0, 1]
 * @source Chaudhry et al., A-GEM, ICLR 2019, eq. 11
 */
export const halfSpaceProjection =
  <N extends string = 'learner'>(reference: Params<N>) =>
  (gradient: Params<N>): Params<N> => {
    const length = dot(reference, reference)
    // The divisor of the side not taken is 1, so that no 0/0 reaches a derivative.
    const divisor = select(less(0, length), length, 1)
    return named(
      'halfSpaceProjection',
      { reference, gradient },
      subtract(gradient, multiply(divide(minimum(dot(gradient, reference), 0), divisor), reference)),
    )
  }
