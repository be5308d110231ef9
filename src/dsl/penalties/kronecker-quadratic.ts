import { dot, multiply, subtract } from '../arithmetic.ts'
import { type KroneckerSum, kroneckerSum } from '../kronecker-sum.ts'
import type { Params, Scalar } from '../term.ts'
import type { Regularizer } from './penalty.ts'

/**
 * The quadratic about a centre whose matrix is a sum over tasks of Kronecker products, layer by layer:
 *
 *   f(θ) = (λ/2) Δᵀ Λ Δ = (λ/2) Σᵢ tr(Δᵀ Aᵢ Δ Gᵢ),   ∇f(θ) = λ Σᵢ Aᵢ Δ Gᵢ,   Δ = θ − c
 *
 * | symbol  | argument   | shape              | range                            |
 * | λ       | `strength` | scalar             | ≥ 0                              |
 * | Aᵢ, Gᵢ  | `list`     | factors, or a list | symmetric, no eigenvalue below 0 |
 * | c       | `centre`   | params             | finite                           |
 *
 * Its gradient is one A Δ G for each of a list, and for sums of factors one in all.
 *
 * Laws: its gradient is the derivative of its value; of none it is 0; it is not below 0, and at the centre it is 0.
 */
export const kroneckerQuadratic = ({
  strength,
  list,
  centre,
}: {
  readonly strength: Scalar | number
  readonly list: KroneckerSum
  readonly centre: Params
}): Regularizer => {
  const gradient = (at: Params): Params => multiply(strength, kroneckerSum(list)(subtract(at, centre)))
  return { gradient, value: (at) => multiply(0.5, dot(subtract(at, centre), gradient(at))) }
}
