import { clipByValue, largest, less, like, literal, maximum, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { indicator, part, row } from '../notation/maths.ts'
import type { Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/**
 * The indicator of lower ≤ θₘ ≤ upper for every m: 0 inside, ∞ outside. Its gradient inside is 0; its prox is the
 * projection min(max(v, lower), upper), whatever the rate.
 *
 * @source Parikh & Boyd 2014, §6.2.4
 */
export const box = <N extends string = 'learner'>({
  lower,
  upper,
}: {
  readonly lower: Scalar | number
  readonly upper: Scalar | number
}): Penalty<N> => ({
  name: 'box',
  parts: { lower: literal(lower), upper: literal(upper) },
  value: (at) => {
    const outside = largest(maximum(subtract(lower, at), subtract(at, upper)))
    return named(
      'box',
      { lower: literal(lower), upper: literal(upper), at },
      select(less(0, outside), Number.POSITIVE_INFINITY, 0),
      { writes: indicator(row(part('lower'), ' ≤ ', part('at'), ' ≤ ', part('upper'))) },
    )
  },
  gradient: (at) => like(at, 0),
  prox: () => clipByValue(lower, upper),
})
