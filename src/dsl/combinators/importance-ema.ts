import { add, literal, multiply, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * The exponential moving average h ← ρ h + (1 − ρ) Ω of an importance estimate.
 *
 * | symbol | argument     | range  |
 * | ρ      | `decay`      | [0, 1] |
 * | h      | `average`    | ≥ 0    |
 * | Ω      | `importance` | ≥ 0    |
 *
 * Laws: decay 1 never moves; decay 0 is Ω; h stays between the smallest and the largest Ω seen.
 *
 * @example onVectors({ h: [4], omega: [0] }, ({ h, omega }) => importanceEMA({ decay: 0.75 })(h, omega))   // => [3]
 */
export const importanceEMA =
  ({ decay }: { readonly decay: Scalar | number }) =>
  <N extends string>(average: Params<N>, importance: Params<N>): Params<N> =>
    named(
      'importanceEMA',
      { decay: literal(decay), average, importance },
      add(multiply(decay, average), multiply(subtract(1, decay), importance)),
      { calls: { importance: 'Ω' } },
    )
