import { abs, multiply } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Params } from '../term.ts'

/**
 * Ωₘ = |gₘ θₘ| ≈ |L(θ) − L(θ with θₘ = 0)|: what zeroing a parameter would change, to first order; exact on linear losses.
 *
 * | symbol | argument   |
 * | g      | `gradient`, of L at θ |
 * | θ      | `at`       |
 *
 * @example onVectors({ g: [2], theta: [-3] }, ({ g, theta }) => taylorImportance(g, theta))   // => [6]
 * @source EMCL (Zou & Lin 2022), parameter importance
 */
export const taylorImportance = <N extends string>(gradient: Params<N>, at: Params<N>): Params<N> =>
  named('taylorImportance', { gradient, at }, abs(multiply(gradient, at)), { gives: 'Ω', calls: { gradient: 'g' } })
