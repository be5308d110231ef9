import { defineMethod, meanOverEpisodes, only, type Params } from '../dsl/index.ts'
import { adapting, adaptingDeviations, adaptingOptions, outerDescent } from './adapting.ts'

/** The parameters of the last layer, which every network of ours calls so. */
const head = only('output')

/**
 * ANIL: almost no inner loop; only the last layer adapts, and the meta-gradient moves everything (Raghu et al., ICLR 2020).
 *
 *   J(θ) = (1/|T|) Σ_{(S, Q) ∈ T} L_Q(θₖ),   θᵢ₊₁ = θᵢ − α 1_head ⊙ ∇L_S(θᵢ),  θ₀ = θ;   θ ← θ − β ∇J(θ) by Adam
 *
 * Symbols and options as for MAML. The network must have a parameter group `output`.
 */
export const anil = defineMethod({
  name: 'anil',
  source: 'Raghu, Raghu, Bengio & Vinyals, Rapid learning or feature reuse?, ICLR 2020, section 4',
  deviations: adaptingDeviations,
  options: adaptingOptions,
  state: (_, theta0) => outerDescent.slots(theta0),
  onEpisodes: (o) => (slots) => {
    const { episodes, loss } = slots
    const adapted = adapting({ loss, rate: o.rate, transform: head })
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) => loss(query)(adapted(support, o.steps)(theta)))
    return outerDescent.step({ loss: ahead, rate: o.outer })(slots)
  },
  adapt:
    (o) =>
    ({ theta, support, steps, loss }) => ({
      theta: adapting({ loss, rate: o.rate, transform: head })(support, steps)(theta),
    }),
})
