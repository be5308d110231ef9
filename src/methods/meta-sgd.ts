import {
  apart,
  count,
  defineMethod,
  grad,
  like,
  meanOverEpisodes,
  metaUpdate,
  type Params,
  positive,
  slot,
} from '../dsl/index.ts'
import { adapting, adaptingDeviations, adaptingOptions, outerDescent } from './adapting.ts'

const ofRates = apart('Rate', outerDescent)

/**
 * Meta-SGD: MAML that learns a rate for each parameter beside the start (Li, Zhou, Chen & Li, 2017).
 *
 *   J(θ, α) = (1/|T|) Σ_{(S, Q) ∈ T} L_Q(θₖ),   θᵢ₊₁ = θᵢ − α ⊙ ∇L_S(θᵢ),  θ₀ = θ
 *   (θ, α) ← (θ, α) − (β, η) ∇J(θ, α) by Adam
 *
 * | symbol | option        | range |
 * | α₀     | `rate`        | > 0   |
 * | k      | `steps`       | ≥ 0   |
 * | β      | `outer`       | > 0   |
 * | η      | `rateOfRates` | > 0   |
 *
 * A rate may become negative: then a step goes against a gradient that misleads.
 */
export const metaSgd = defineMethod({
  name: 'metaSgd',
  source: 'Li, Zhou, Chen & Li, Meta-SGD: learning to learn quickly for few-shot learning, 2017, algorithm 1',
  deviations: [
    ...adaptingDeviations,
    'the paper has one rate for start and rates, and draws the first rates from [0.005, 0.1]: here they are `rate`, and one rate for both is rateOfRates at the value of outer, 0.005 unless set; the paper looks one step ahead: --set steps=1',
  ],
  options: {
    ...adaptingOptions,
    rate: positive(0.02, { symbol: 'α₀', about: 'initial rate of every parameter' }),
    steps: count(3, { symbol: 'k', about: 'inner steps that are looked ahead' }),
    rateOfRates: positive(0.0002, { symbol: 'η', about: 'learning rate of the rates, by Adam' }),
  },
  state: (o, theta0) => ({
    rate: slot('α', like(theta0, o.rate)),
    ...outerDescent.slots(theta0),
    ...ofRates.slots(theta0),
  }),
  onEpisodes: (o) => (slots) => {
    const { theta, rate, episodes, loss } = slots
    const ahead = (at: { readonly theta: Params; readonly rate: Params }) =>
      meanOverEpisodes(episodes, ({ support, query }) =>
        loss(query)(adapting({ loss, rate: at.rate })(support, o.steps)(at.theta)),
      )
    const g = grad(ahead)({ theta, rate })
    const [start, rates] = [
      outerDescent.direction(slots, g.theta),
      ofRates.direction({ ...slots, theta: rate }, g.rate),
    ]
    return {
      theta: metaUpdate({ direction: start.direction, rate: o.outer })(theta),
      rate: metaUpdate({ direction: rates.direction, rate: o.rateOfRates })(rate),
      ...start.kept,
      ...rates.kept,
    }
  },
  adapt:
    () =>
    ({ theta, rate, support, steps, loss }) => ({
      theta: adapting({ loss, rate })(support, steps)(theta),
    }),
})
