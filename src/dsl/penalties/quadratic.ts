import { add, divide, guardedDivide, literal, minimum, multiply, subtract, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { minus as difference, norm, numeral, part, power, product, quotient, summed } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import type { Params, Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/** A bowl, up to a constant: ½ Σₘ wₘ (θₘ − cₘ)². */
export interface Bowl<N extends string = 'learner'> {
  readonly weight: Params<N> | Scalar
  readonly centre: Params<N>
}

/** A sum of bowls, of none too. */
export interface Quadratic<N extends string = 'learner'> extends Penalty<N> {
  readonly bowls: readonly Bowl<N>[]
}

/**
 * One bowl in place of several, up to a constant: weights add, and the centre is their weighted mean.
 *
 *   w = Σᵢ wᵢ,   c = Σᵢ wᵢ ⊙ cᵢ ⊘ w,  0 where w = 0
 */
const merged = <N extends string>(bowls: readonly [Bowl<N>, ...(readonly Bowl<N>[])]): Bowl<N> => {
  if (bowls.length === 1) return bowls[0]
  const weight = bowls.map((bowl) => bowl.weight).reduce((a, b) => add(a, b))
  const pull = bowls.map((bowl) => multiply(bowl.weight, bowl.centre)).reduce((a, b) => add(a, b))
  return { weight, centre: guardedDivide(pull, weight) }
}

/** prox_{γf} of a sum of bowls: (v + γ w ⊙ c) ⊘ (1 + γ w) of the one that they come to; v, of none. */
export const proxOfBowls =
  <N extends string>(bowls: readonly Bowl<N>[]): Penalty<N>['prox'] =>
  (rate) =>
  (at) => {
    const [first, ...rest] = bowls
    if (first === undefined) return at
    const { weight, centre } = merged([first, ...rest])
    // Under a pull of 2¹⁰⁰ what is left of v − c is beyond any digit of either; one of ∞ would make ∞ · 0 or ∞ / ∞ of it.
    const pull = minimum(multiply(rate, weight), 2 ** 100)
    return divide(add(at, multiply(pull, centre)), add(1, pull))
  }

const half = quotient(part('strength'), numeral(2))
const away = difference(part('at'), part('centre'))
const calls = { weight: 'w', centre: 'c' }
const weighted: Notation = {
  writes: product(half, summed(product(part('weight'), power(away, numeral(2))))),
  calls,
}
const unweighted: Notation = { writes: product(half, power(norm(away), numeral(2))), calls }

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
}): Quadratic<N> => {
  const w = typeof weight === 'number' ? literal(weight) : weight
  const scaled = multiply(strength, w)
  const parts = { strength: literal(strength), weight: w, centre }
  const bowls = [{ weight: scaled, centre }]
  return {
    name: 'quadratic',
    parts,
    bowls,
    value: (at) => {
      const apart = subtract(at, centre)
      return named(
        'quadratic',
        { ...parts, at },
        multiply(0.5, sum(multiply(scaled, multiply(apart, apart)))),
        weight === 1 ? unweighted : weighted,
      )
    },
    gradient: (at) => multiply(scaled, subtract(at, centre)),
    prox: proxOfBowls(bowls),
  }
}
