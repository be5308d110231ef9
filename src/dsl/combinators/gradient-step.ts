import { literal, multiply, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * θ ← θ − α ⊙ T(∇L(θ)).
 *
 * | symbol | argument    | shape            | range |
 * | L      | `loss`      | params → scalar  |       |
 * | α      | `rate`      | scalar or params | ≥ 0   |
 * | T      | `transform` | params → params  | the identity unless given: `firstOrder`, `clipByNorm(c)`, … |
 *
 * Laws: rate 0 is the identity; on a convex loss with α ≤ 1/L the loss does not increase.
 *
 * @example onVectors({ theta: [4] }, ({ theta }) => gradientStep({ loss: (p) => dot(p, p), rate: 0.25 })(theta))   // => [2]
 */
export const gradientStep =
  <N extends string = 'learner'>({
    loss,
    rate,
    transform = (g) => g,
  }: {
    readonly loss: Objective<N>
    readonly rate: Params<N> | Scalar | number
    readonly transform?: (gradient: Params<N>) => Params<N>
  }): Step<Params<N>> =>
  (at) => {
    const direction = transform(grad(loss)(at))
    return named(
      'gradientStep',
      { loss: lambda(loss, at), rate: typeof rate === 'number' ? literal(rate) : rate, direction, at },
      subtract(at, multiply(rate, direction)),
      { calls: { rate: 'α', direction: 'g' } },
    )
  }
