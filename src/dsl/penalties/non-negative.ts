import { largest, less, like, negate, relu, select } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { indicator, part, row } from '../notation/maths.ts'
import type { Penalty } from './penalty.ts'

/** The indicator of θ ≥ 0: 0 inside, ∞ outside. Gradient inside 0; its prox is max(v, 0), whatever the rate. */
export const nonNegative = <N extends string = 'learner'>(): Penalty<N> => ({
  name: 'nonNegative',
  parts: {},
  value: (at) =>
    named('nonNegative', { at }, select(less(0, largest(negate(at))), Number.POSITIVE_INFINITY, 0), {
      writes: indicator(row(part('at'), ' ≥ 0')),
    }),
  gradient: (at) => like(at, 0),
  prox: () => relu,
})
