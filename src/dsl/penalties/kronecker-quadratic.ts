import { dot, multiply, subtract } from '../arithmetic.ts'
import { kindOf } from '../kind.ts'
import { type Factors, kroneckerProduct } from '../kronecker.ts'
import { mapTasks, totalOverTasks } from '../tasks.ts'
import type { List, Params, Scalar } from '../term.ts'
import type { Regularizer } from './penalty.ts'

/**
 * The quadratic about a centre whose matrix is a sum over a list of Kronecker products, layer by layer:
 *
 *   f(θ) = (λ/2) Σᵢ Δᵀ (Aᵢ ⊗ Gᵢ) Δ = (λ/2) Σᵢ tr(Δᵀ Aᵢ Δ Gᵢ),   ∇f(θ) = λ Σᵢ Aᵢ Δ Gᵢ,   Δ = θ − c
 *
 * | symbol  | argument   | shape              | range                            |
 * | λ       | `strength` | scalar             | ≥ 0                              |
 * | Aᵢ, Gᵢ  | `list`     | factors, or a list | symmetric, no eigenvalue below 0 |
 * | c       | `centre`   | params             | finite                           |
 *
 * Laws: its gradient is the derivative of its value; of none it is 0; it is not below 0, and at the centre it is 0.
 */
export const kroneckerQuadratic = ({
  strength,
  list,
  centre,
}: {
  readonly strength: Scalar | number
  readonly list: List<Factors> | Factors
  readonly centre: Params
}): Regularizer => {
  const isList = (of: List<Factors> | Factors): of is List<Factors> => kindOf(of)._tag === 'List'
  const curved = (v: Params): Params =>
    isList(list)
      ? totalOverTasks(mapTasks(list, (factors: Factors): Params => kroneckerProduct(factors)(v)))
      : kroneckerProduct(list)(v)
  const gradient = (at: Params): Params => multiply(strength, curved(subtract(at, centre)))
  return { gradient, value: (at) => multiply(0.5, dot(subtract(at, centre), gradient(at))) }
}
