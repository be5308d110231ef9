import { literal, multiply, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * The outer step θ ← θ − α ⊙ g along a direction already found.
 *
 * | symbol | argument    | shape            |
 * | g      | `direction` | params           |
 * | α      | `rate`      | scalar or params |
 *
 * @example onVectors({ theta: [0, 0], g: [1, -1] }, ({ theta, g }) => metaUpdate({ direction: g, rate: 0.5 })(theta))   // => [-0.5, 0.5]
 */
export const metaUpdate =
  <N extends string = 'learner'>({
    direction,
    rate,
  }: {
    readonly direction: Params<N>
    readonly rate: Params<N> | Scalar | number
  }): Step<Params<N>> =>
  (at) =>
    named(
      'metaUpdate',
      { direction, rate: typeof rate === 'number' ? literal(rate) : rate, at },
      subtract(at, multiply(rate, direction)),
      { calls: { direction: 'g', rate: 'α' } },
    )
