import { like, literal } from '../arithmetic.ts'
import type { Penalty } from './penalty.ts'

/** f = 0: its prox is the identity. */
export const zero = <N extends string = 'learner'>(): Penalty<N> => ({
  name: 'zero',
  parts: {},
  value: () => literal(0),
  gradient: (at) => like(at, 0),
  prox: () => (at) => at,
})
