import { defineMethod, firstOrder, meanOverEpisodes, type Params } from '../dsl/index.ts'
import { adapting, adaptingOptions, mamlDeviations, outerDescent } from './adapting.ts'

/**
 * First-order MAML: inner gradients are constants to the meta-gradient (Finn, Abbeel & Levine, ICML 2017, section 5.2).
 *
 *   g = (1/|T|) Σ_{(S, Q) ∈ T} ∇L_Q(θₖ),   θᵢ₊₁ = θᵢ − α ∇L_S(θᵢ),  θ₀ = θ;   θ ← θ − β g by Adam
 *
 * Symbols and options as for MAML.
 */
export const fomaml = defineMethod({
  name: 'fomaml',
  source:
    'Finn, Abbeel & Levine, Model-agnostic meta-learning for fast adaptation of deep networks, ICML 2017, section 5.2',
  deviations: mamlDeviations,
  options: adaptingOptions,
  state: (_, theta0) => outerDescent.slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const adapted = adapting({ loss, rate: o.rate, transform: firstOrder })
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
