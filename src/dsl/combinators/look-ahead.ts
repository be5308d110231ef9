import { literal } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Count } from '../count.ts'
import { loss, type Objective } from '../measures.ts'
import { mean, overSamples, trajectory } from '../steps.ts'
import type { Batch, Params, Scalar } from '../term.ts'
import { gradientStep } from './gradient-step.ts'

/**
 * The loss on some examples Q along a trajectory of steps through other examples, each of which sees a part xᵢ of them:
 *
 *   (1/n) Σᵢ L_Q(θᵢ),   θᵢ = θᵢ₋₁ − α ⊙ T(∇L_{xᵢ}(θᵢ₋₁)),   θ₀ = θ
 *
 * | symbol | argument    | shape            |
 * | x      | `samples`   | batch            |
 * |        | `size`      | how many of the samples are a part: 1 unless given |
 * | Q      | `on`        | batch            |
 * | α      | `rate`      | scalar or params |
 * | T      | `transform` | `firstOrder` makes its gradient that of first-order MAML; the identity unless given |
 * | Σ or mean | `along`  | `mean` or `total` |
 *
 * @source Gupta et al., La-MAML, NeurIPS 2020, eq. 3
 */
export const lookAhead =
  ({
    samples,
    size = 1,
    on,
    rate,
    transform = (g) => g,
    along = mean,
  }: {
    readonly samples: Batch
    readonly size?: number | Count
    readonly on: Batch
    readonly rate: Params | Scalar | number
    readonly transform?: (gradient: Params) => Params
    readonly along?: typeof mean
  }): Objective =>
  (at) =>
    named(
      'lookAhead',
      { samples, size, on, rate: typeof rate === 'number' ? literal(rate) : rate, at },
      along(
        trajectory(
          overSamples(samples, (theta: Params, x) => gradientStep({ loss: loss(x), rate, transform })(theta), size),
        )(at),
        loss(on),
      ),
      { calls: { rate: 'α' } },
    )
