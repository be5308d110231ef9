import {
  type Batch,
  defineMethod,
  gradient,
  importanceEMA,
  like,
  metaUpdate,
  negate,
  quadratic,
  slot,
  taylorImportance,
  withGlances,
  withReplay,
} from '../dsl/index.ts'
import { emclOptions, held, innerStep, innerSteps, learningRate, scaled } from './emcl-choices.ts'

/**
 * EMCL: Efficient Meta-Learning for Continual Learning with Taylor expansion approximation (Zou & Lin, IJCNN 2022).
 *
 *   inner     θₖ ≈ argmin L(θ) + (λ/2) Σₘ hₘ (θₘ − θ₀ₘ)²,  by k proximal steps  θ ← prox_{γf}(θ − γ∇L(θ))
 *   direction g = λ h ⊙ (θ₀ − θₖ)                        (the meta-gradient in closed form: no Hessian)
 *   importance Ω = |g ⊙ θ₀|,   h ← ρ h + (1 − ρ) Ω
 *   rate      α ← (r / h) ⊙ α
 *   outer     θ₀ ← θ₀ − α ⊙ g
 *
 * | symbol | option       | range  | the slides |
 * | k      | `innerSteps` | ≥ 1    | not given |
 * | γ      | `gamma`      | > 0    | not given |
 * | λ      | `lambda`     | > 0    | not given |
 * | ρ      | `decay`      | [0, 1] | "moving average", not given |
 * | r      | `r`          | > 0    | not given |
 * | α₀     | `rate`       | > 0    | not given |
 *
 * What the slides leave open is in `emcl-choices.ts`, with the ablations: a `floor` under h and a `cap` on α among it.
 */
export const emcl = defineMethod(
  {
    name: 'emcl',
    source: 'Zou & Lin, Efficient Meta-Learning for Continual Learning with Taylor Expansion Approximation, IJCNN 2022',
    deviations: [
      'rateRule, normalise, floor and cap are not the printed forms unless set to recursive, none, 0 and a large number',
    ],
    options: emclOptions,
    state: (o, theta0) => ({ importance: slot('h', like(theta0, 1)), rate: slot('α', like(theta0, o.rate)) }),
    onBatch:
      (o) =>
      ({ theta, importance, rate, batch, loss }) => {
        const near = quadratic({ strength: o.lambda, weight: importance, centre: theta })
        const step = (on: Batch) => innerStep(o)({ loss: loss(on), penalty: near, rate: o.gamma })
        const direction = negate(gradient(near)(innerSteps(o, batch, step)(theta)))
        const omega = scaled(o, taylorImportance(direction, theta))
        const h = held(o, importanceEMA({ decay: o.decay })(importance, omega), importance)
        const alpha = learningRate(o, h, rate)
        return { theta: metaUpdate({ direction, rate: alpha })(theta), importance: h, rate: alpha }
      },
  },
  withReplay((o) => o),
  withGlances((o) => o.glances),
)
