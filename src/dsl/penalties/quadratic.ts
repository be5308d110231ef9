import { add, divide, less, literal, multiply, select, subtract, sum } from '../arithmetic.ts'
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
 * Law: for v and c times 2ᵏ the prox is 2ᵏ times the prox, and for a γλw that is ∞ it is c.
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
      const pull = multiply(rate, scaled)
      // Of a strong pull not c but what is left of v − c is divided: γλw ⊙ c may be beyond all numbers, or ∞ · 0.
      const isStrong = less(2 ** 24, pull)
      const moved = select(isStrong, subtract(at, centre), add(at, multiply(pull, centre)))
      return add(select(isStrong, centre, 0), divide(moved, add(1, pull)))
    },
  }
}
