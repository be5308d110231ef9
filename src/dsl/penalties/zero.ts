import { like, literal } from '../arithmetic.ts'
import { proxOfBowls, type Quadratic } from './quadratic.ts'

/** f = 0, the sum of no penalties: its prox is the identity. */
export const zero = <N extends string = 'learner'>(): Quadratic<N> => ({
  name: 'zero',
  parts: {},
  bowls: [],
  value: () => literal(0),
  gradient: (at) => like(at, 0),
  prox: proxOfBowls([]),
})
