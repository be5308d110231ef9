import { add, literal, multiply, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/** θ and the running sum of gradients m, 0 at first. */
export type WithMomentum<N extends string = 'learner'> = { readonly theta: Params<N>; readonly m: Params<N> }

/** m ← μ m + g. */
export const heavyBall = <N extends string>(decay: Scalar | number, m: Params<N>, gradient: Params<N>): Params<N> =>
  add(multiply(decay, m), gradient)

/**
 * Heavy-ball descent: m ← μ m + ∇L(θ),  θ ← θ − α m.
 *
 * | symbol | argument | range  |
 * | α      | `rate`   | ≥ 0    |
 * | μ      | `decay`  | [0, 1] |
 *
 * Laws: decay 0 is `gradientStep`; under a constant gradient g the step tends to α g / (1 − μ).
 *
 * @source Polyak 1964, in the form of Sutskever et al. 2013 with the rate outside the sum
 */
export const momentumStep =
  <N extends string = 'learner'>({
    loss,
    rate,
    decay = 0.9,
  }: {
    readonly loss: Objective<N>
    readonly rate: Scalar | number
    readonly decay?: Scalar | number
  }): Step<WithMomentum<N>> =>
  ({ theta, m }) => {
    const next = heavyBall(decay, m, grad(loss)(theta))
    return named(
      'momentumStep',
      { loss: lambda(loss, theta), rate: literal(rate), decay: literal(decay), theta, m },
      { theta: subtract(theta, multiply(rate, next)), m: next },
      { calls: { rate: 'α' } },
    )
  }
