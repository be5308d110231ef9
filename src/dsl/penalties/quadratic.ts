import { add, divide, literal, minimum, multiply, subtract, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Params, Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/**
 * The weighted quadratic about a centre:
 *
 *   f(θ) = (λ/2) Σₘ wₘ (θₘ − cₘ)²,   ∇f(θ) = λ w ⊙ (θ − c),   prox_{γf}(v) = (v + γλ w ⊙ c) ⊘ (1 + γλ w)
 *
 * | symbol | argument   | shape            | range  |
 * | λ      | `strength` | scalar           | ≥ 0    |
 * | w      | `weight`   | params or scalar | ≥ 0    |
 * | c      | `centre`   | params           | finite |
 *
 * Law: for a γλw that is beyond float32 it is c, up to 2⁻¹⁰⁰ (v − c), where |c| < 2²⁷.
 *
 * @example onVectors({ v: [3], c: [1] }, ({ v, c }) => quadratic({ strength: 2, weight: 1, centre: c }).prox(0.5)(v))   // => [2]
 * @source Parikh & Boyd 2014, §6.1.1; the inner objective of EMCL (Zou & Lin 2022), EWC with w the Fisher information.
 */
export const quadratic = <N extends string>({
  strength,
  weight,
  centre,
}: {
  readonly strength: Scalar | number
  readonly weight: Params<N> | Scalar | number
  readonly centre: Params<N>
}): Penalty<N> => {
  const w = typeof weight === 'number' ? literal(weight) : weight
  const scaled = multiply(strength, w)
  const parts = { strength: literal(strength), weight: w, centre }
  return {
    name: 'quadratic',
    parts,
    value: (at) => {
      const apart = subtract(at, centre)
      return named('quadratic', { ...parts, at }, multiply(0.5, sum(multiply(scaled, multiply(apart, apart)))))
    },
    gradient: (at) => multiply(scaled, subtract(at, centre)),
    prox: (rate) => (at) => {
      // Under a pull of 2¹⁰⁰ what is left of v − c is beyond any digit of either; one of ∞ would make ∞ · 0 or ∞ / ∞ of it.
      const pull = minimum(multiply(rate, scaled), 2 ** 100)
      return divide(add(at, multiply(pull, centre)), add(1, pull))
    },
  }
}
