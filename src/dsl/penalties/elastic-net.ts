import { abs, add, divide, dot, literal, multiply, sign, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { firstNorm, norm, numeral, part, plus, power, product, quotient } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import type { Scalar } from '../term.ts'
import { l1 } from './l1.ts'
import type { Penalty } from './penalty.ts'

const notation: Notation = {
  writes: plus(
    product(part('strength'), firstNorm(part('at'))),
    product(quotient(part('curvature'), numeral(2)), power(norm(part('at')), numeral(2))),
  ),
}

/**
 * The elastic net, ℓ1 with a curvature:
 *
 *   f(θ) = λ‖θ‖₁ + (μ/2)‖θ‖²,   ∇f(θ) = λ sign(θ) + μθ,   prox_{γf}(v) = sign(v) max(|v| − γλ, 0) / (1 + γμ)
 *
 * | symbol | argument    | shape  | range |
 * | λ      | `strength`  | scalar | ≥ 0   |
 * | μ      | `curvature` | scalar | ≥ 0   |
 *
 * The gradient is a subgradient, whose first part is 0 where θₘ = 0. Laws: with μ = 0 it is `l1`; with λ = 0 the quadratic of
 * strength μ about 0.
 *
 * @source Zou & Hastie 2005; the prox from that of ℓ1 as in Parikh & Boyd 2014, §2.2.
 */
export const elasticNet = <N extends string = 'learner'>({
  strength,
  curvature,
}: {
  readonly strength: Scalar | number
  readonly curvature: Scalar | number
}): Penalty<N> => {
  const parts = { strength: literal(strength), curvature: literal(curvature) }
  const sparse = l1<N>({ strength })
  return {
    name: 'elasticNet',
    parts,
    value: (at) =>
      named(
        'elasticNet',
        { ...parts, at },
        add(multiply(strength, sum(abs(at))), multiply(0.5, multiply(curvature, dot(at, at)))),
        notation,
      ),
    gradient: (at) => add(multiply(strength, sign(at)), multiply(curvature, at)),
    prox: (rate) => (at) => divide(sparse.prox(rate)(at), add(1, multiply(rate, curvature))),
  }
}
