import { dot } from '../arithmetic.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { rademacher } from '../noise.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * vᵀ∇²L(θ) v with v of ±1, each equally likely: an unbiased estimate of tr ∇²L(θ) by one product with the Hessian, fresh at every
 * execution. Its variance is 2 Σ_{i≠j} Hᵢⱼ²: it is exact where the Hessian is diagonal.
 *
 * | symbol | argument |
 * | L      | `loss`   |
 * | θ      | `at`     |
 *
 * @source Hutchinson, A stochastic estimator of the trace of the influence matrix, Communications in Statistics 1990
 */
export const hessianTrace =
  <N extends string>(loss: Objective<N>) =>
  (at: Params<N>): Scalar => {
    const v = rademacher(at)
    return dot(v, grad((p: Params<N>) => dot(grad(loss)(p), v))(at))
  }
