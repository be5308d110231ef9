import { defineMethod, meanOverEpisodes, type Params } from '../dsl/index.ts'
import { adapting, adaptingOptions, mamlDeviations, outerDescent } from './adapting.ts'

/**
 * MAML: a start θ from which k steps on the support S of an episode do well on its query Q (Finn, Abbeel & Levine, ICML 2017).
 *
 *   J(θ) = (1/|T|) Σ_{(S, Q) ∈ T} L_Q(θₖ),   θᵢ₊₁ = θᵢ − α ∇L_S(θᵢ),  θ₀ = θ;   θ ← θ − β ∇J(θ) by Adam
 *
 * | symbol | option  | range |
 * | α      | `rate`  | > 0   |
 * | k      | `steps` | ≥ 0   |
 * | β      | `outer` | > 0   |
 *
 * The gradient goes through the inner steps. A new episode is adapted to by steps of the same kind. With k = 0 it is joint training.
 */
export const maml = defineMethod({
  name: 'maml',
  source:
    'Finn, Abbeel & Levine, Model-agnostic meta-learning for fast adaptation of deep networks, ICML 2017, algorithm 2',
  deviations: mamlDeviations,
  options: adaptingOptions,
  state: (_, theta0) => outerDescent.slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const adapted = adapting({ loss, rate: o.rate })
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) => loss(query)(adapted(support, o.steps)(theta)))
    return outerDescent.step({ loss: ahead, rate: o.outer })(slots)
  },
  adapt:
    (o) =>
    ({ theta, support, steps, loss }) => ({
      theta: adapting({ loss, rate: o.rate })(support, steps)(theta),
    }),
})
