import { add, dot, guardedDivide, less, like, multiply, select, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import type { Count } from '../count.ts'
import { call, letterOf, part, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import { innerLoop } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

const notation: Notation = {
  writes: call('conjugateGradient', letterOf('apply', 'A'), part('times'), part('to')),
  notes: [row('conjugateGradient(A, s, b) is the v with A(v) = b, as s steps of conjugate gradients from 0 find it')],
}

/** The solution so far x, what is left to explain r = b − A x, and the direction searched next p. */
type Search<N extends string> = {
  readonly solution: Params<N>
  readonly residual: Params<N>
  readonly direction: Params<N>
}

/**
 * The x with A x = b, for a symmetric positive definite A of which only products are known, by conjugate gradients:
 *
 *   x = 0,  r = p = b;   k times:  α = rᵀr / pᵀAp,   x ← x + α p,   r′ = r − α A p,   p ← r′ + (r′ᵀr′ / rᵀr) p,   r ← r′
 *
 * | symbol | argument | shape           |
 * | A      | `apply`  | params → params |
 * | k      | `times`  | ≥ 0             |
 * | b      | `to`     | params          |
 *
 * Where nothing is left to explain, or A does not curve upwards along a direction, it stays where it is from then on, as truncated
 * conjugate gradients do: of an A that is not positive definite, a Hessian away from a minimum, it keeps what was found before.
 *
 * Laws: exact after as many steps as A has different eigenvalues; xᵀAx − 2bᵀx never rises; k = 0 is 0; k = 1 is the steepest
 * descent of that bowl.
 *
 * @source Hestenes & Stiefel 1952; Steihaug 1983 (truncated); Martens 2010 and Rajeswaran et al. 2019 with products of a Hessian
 */
export const conjugateGradient =
  <N extends string = 'learner'>({
    apply,
    times,
  }: {
    readonly apply: (vector: Params<N>) => Params<N>
    readonly times: number | Count
  }) =>
  (to: Params<N>): Params<N> => {
    const step = ({ solution, residual, direction }: Search<N>): Search<N> => {
      const image = apply(direction)
      const length = dot(residual, residual)
      const curvature = dot(direction, image)
      const stretch = ratio(length, curvature)
      const next = subtract(residual, multiply(stretch, image))
      return {
        solution: add(solution, multiply(stretch, direction)),
        residual: next,
        // A direction along which A does not curve upwards is the last: those after it would be of another matrix.
        direction: select(less(0, curvature), add(next, multiply(ratio(dot(next, next), length), direction)), 0),
      }
    }
    const { solution } = innerLoop(times, step)({ solution: like(to, 0), residual: to, direction: to })
    return named('conjugateGradient', { apply: lambda(apply, to), times, to }, solution, notation)
  }

/** a / b, and 0 where b is not above 0. */
const ratio = (a: Scalar, b: Scalar): Scalar => select(less(0, b), guardedDivide(a, b, less(0, b)), 0)
