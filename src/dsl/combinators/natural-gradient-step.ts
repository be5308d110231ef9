import { add, divide, literal, multiply, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * The diagonal, damped natural gradient: θ ← θ − α ∇L(θ) ⊘ (F + δ).
 *
 * | symbol | argument      | shape  | range |
 * | F      | `information` | params | ≥ 0, a diagonal of Fisher information |
 * | δ      | `damping`     | scalar | > 0   |
 * | α      | `rate`        | scalar | ≥ 0   |
 *
 * Laws: F = 1 − δ is `gradientStep`; on a quadratic with diagonal Hessian F, α = 1 and δ → 0 lands on the minimum.
 *
 * @source Amari 1998; Pascanu & Bengio 2014 on damping
 */
export const naturalGradientStep =
  <N extends string = 'learner'>({
    loss,
    information,
    rate,
    damping,
  }: {
    readonly loss: Objective<N>
    readonly information: Params<N>
    readonly rate: Scalar | number
    readonly damping: Scalar | number
  }): Step<Params<N>> =>
  (at) =>
    named(
      'naturalGradientStep',
      { loss: lambda(loss, at), information, rate: literal(rate), damping: literal(damping), at },
      subtract(at, multiply(rate, divide(grad(loss)(at), add(information, damping)))),
      { calls: { information: 'F', rate: 'α' } },
    )
