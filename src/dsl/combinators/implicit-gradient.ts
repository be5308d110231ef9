import { add, divide, dot, multiply } from '../arithmetic.ts'
import type { Count } from '../count.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import type { Params, Scalar } from '../term.ts'
import { conjugateGradient } from './conjugate-gradient.ts'

/**
 * The derivative of L_Q(φ*(θ)) by θ, where φ*(θ) is least of L_S(φ) + (λ/2) ‖φ − θ‖², at a φ that is near it:
 *
 *   v = (I + H/λ)⁻¹ ∇L_Q(φ),  H = ∇²L_S(φ),  by k steps of conjugate gradients from 0
 *
 * The way by which φ was found plays no part, and none of it is kept in memory. With `damping` c and `shift` s, as the official code of
 * iMAML has them, the matrix is (1 + c) I + H/(λ + s).
 *
 * | symbol | argument     | range |
 * | L_S    | `inner`      |       |
 * | L_Q    | `outer`      |       |
 * | λ      | `strength`   | > 0   |
 * | k      | `iterations` | ≥ 0   |
 * | φ      | the argument |       |
 *
 * Far from a minimum H may have negative eigenvalues, and where one is near −λ the solution is as large as one likes. With a `curvature`
 * that has none, such as `fisherProduct` of the support, which is the Gauss–Newton matrix of L_S, it never is longer than ∇L_Q(φ).
 *
 * Laws: on quadratics L_S, with Hessian A, it is (I + A/λ)⁻¹ ∇L_Q(φ) after at most as many steps as θ has coordinates; at the minimiser it
 * is the derivative itself; λ → ∞ makes it ∇L_Q(φ).
 *
 * @source A. Rajeswaran, C. Finn, S. Kakade and S. Levine, Meta-learning with implicit gradients, NeurIPS 2019, lemma 1 and algorithm 2
 */
export const implicitGradient =
  <N extends string = 'learner'>({
    inner,
    outer,
    strength,
    iterations,
    damping = 0,
    shift = 0,
    curvature,
  }: {
    readonly inner: Objective<N>
    readonly outer: Objective<N>
    readonly strength: Scalar | number
    readonly iterations: number | Count
    readonly damping?: Scalar | number
    readonly shift?: Scalar | number
    readonly curvature?: (at: Params<N>) => (vector: Params<N>) => Params<N>
  }) =>
  (at: Params<N>): Params<N> => {
    const hessian = (vector: Params<N>): Params<N> => grad((p: Params<N>) => dot(grad(inner)(p), vector))(at)
    const curved = curvature === undefined ? hessian : curvature(at)
    const [scale, divisor] = [damping === 0 ? 1 : add(1, damping), shift === 0 ? strength : add(strength, shift)]
    const apply = (vector: Params<N>): Params<N> =>
      add(scale === 1 ? vector : multiply(scale, vector), divide(curved(vector), divisor))
    return conjugateGradient<N>({ apply, times: iterations })(grad(outer)(at))
  }
