import { add } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import type { Objective } from '../measures.ts'
import { asDefined } from '../notation/notation.ts'
import type { Penalty } from '../penalties/index.ts'

/**
 * L + f, the explicit form of a penalty: its gradient is the sum of the gradients, its proximal twin is `proximalStep` with the same f.
 *
 * @example
 * onVectors({ theta: [3], c: [1] }, ({ theta, c }) =>
 *   regularize((p: Params) => dot(p, p), quadratic({ strength: 2, weight: 1, centre: c }))(theta),
 * )   // => [13]
 */
export const regularize =
  <N extends string = 'learner'>(loss: Objective<N>, penalty: Pick<Penalty<N>, 'value'>): Objective<N> =>
  (at) =>
    named(
      'regularize',
      { loss: lambda(loss, at), penalty: lambda(penalty.value, at), at },
      add(loss(at), penalty.value(at)),
      asDefined,
    )
