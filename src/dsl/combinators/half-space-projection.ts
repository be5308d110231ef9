import { divide, dot, equal, guardedDivide, less, minimum, multiply, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { isSafe, rescaled, scaleOf } from '../rescaled.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * The direction nearest to g whose product with a reference r is not negative:
 *
 *   g − (min(gᵀr, 0) / rᵀr) r,  and g itself where r = 0
 *
 * Laws: g where gᵀr ≥ 0, to the bit; else orthogonal to r; projecting twice is projecting once; the same as
 * `coneProjection` onto one constraint. For g times 2ᵏ it is 2ᵏ times the direction, and for r times 2ᵏ the same, over all of float32.
 *
 * @example onVectors({ g: [-2, 1], r: [1, 0] }, ({ g, r }) => halfSpaceProjection(r)(g))   // => [0, 1]
 * @source Chaudhry et al., A-GEM, ICLR 2019, eq. 11
 */
export const halfSpaceProjection =
  <N extends string = 'learner'>(reference: Params<N>) =>
  (gradient: Params<N>): Params<N> => {
    const part = (product: Scalar, length: Scalar): Scalar =>
      guardedDivide(minimum(product, 0), length, less(0, length))
    const before = dot(gradient, reference)
    const plain = multiply(part(before, dot(reference, reference)), reference)
    const scale = scaleOf(reference)
    const along = multiply(scale, reference)
    const product = select(equal(scale, 1), before, dot(gradient, along))
    const other = scaleOf(gradient, select(isSafe(product), 0, 1))
    const near = multiply(part(dot(multiply(other, gradient), along), dot(along, along)), along)
    return named(
      'halfSpaceProjection',
      { reference, gradient },
      subtract(gradient, rescaled(plain, multiply(divide(1, other), near))),
      { gives: 'g', calls: { reference: 'r', gradient: 'g' } },
    )
  }
