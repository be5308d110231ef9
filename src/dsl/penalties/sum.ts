import { add } from '../arithmetic.ts'
import type { Regularizer } from './penalty.ts'
import { proxOfBowls, type Quadratic } from './quadratic.ts'
import { zero } from './zero.ts'

const isZero = (of: object): boolean => 'bowls' in of && Array.isArray(of.bowls) && of.bowls.length === 0

/**
 * Σᵢ fᵢ, to be added to a loss: its value and its gradient are the sums of theirs. A sum of penalties has no prox in closed form in
 * general; one of quadratics has: `sumQuadratics`.
 *
 * Laws: a monoid with `zero`; the order does not matter.
 *
 * @example onVectors({ v: [3, -1] }, ({ v }) => sumPenalties(l1({ strength: 2 }), zero(), l1({ strength: 1 })).value(v))   // => [12]
 */
export const sumPenalties = <N extends string = 'learner'>(...of: readonly Regularizer<N>[]): Regularizer<N> => {
  const [first, ...rest] = of.filter((one) => !isZero(one))
  if (first === undefined) return zero<N>()
  return rest.length === 0
    ? first
    : {
        value: (at) => rest.reduce((so, one) => add(so, one.value(at)), first.value(at)),
        gradient: (at) => rest.reduce((so, one) => add(so, one.gradient(at)), first.gradient(at)),
      }
}

/**
 * Σᵢ fᵢ of quadratics, which is one again, up to a constant, and so has its prox:
 *
 *   prox_{γΣf}(v) = (v + γ Σᵢ λᵢ wᵢ ⊙ cᵢ) ⊘ (1 + γ Σᵢ λᵢ wᵢ)
 *
 * Laws: a monoid with `zero`; the order does not matter; value and gradient are those of `sumPenalties`.
 *
 * @example
 * onVectors({ v: [3], c: [1] }, ({ v, c }) =>
 *   sumQuadratics(quadratic({ strength: 1, weight: 1, centre: c }), quadratic({ strength: 2, weight: 1, centre: v })).prox(1)(v),
 * )   // => [2.5]
 */
export const sumQuadratics = <N extends string = 'learner'>(...of: readonly Quadratic<N>[]): Quadratic<N> => {
  const bowls = of.flatMap((one) => one.bowls)
  return { name: 'sum', parts: {}, bowls, prox: proxOfBowls(bowls), ...sumPenalties(...of) }
}
