import {
  choose,
  count,
  defineMethod,
  fisher,
  importanceEMA,
  like,
  naturalGradientStep,
  oneOf,
  positive,
  take,
  unit,
} from '../dsl/index.ts'

/**
 * Natural gradient descent with a damped diagonal of the Fisher information, kept as a moving average.
 *
 *   F ← ρ F + (1 − ρ) F_B(θ),   θ ← θ − α ∇L_B(θ) ⊘ (F + δ)
 *
 * | symbol | option    | range  |
 * | α      | `rate`    | > 0    |
 * | δ      | `damping` | > 0    |
 * | ρ      | `decay`   | [0, 1] |
 *
 * With a large δ and a rate of α δ it is descent with rate α.
 */
export const naturalGradient = defineMethod({
  name: 'naturalGradient',
  source: 'Amari, Natural gradient works efficiently in learning, Neural Computation 1998; diagonal and damped',
  deviations: ['the information is a diagonal, and an average over batches'],
  options: {
    rate: positive(0.0004, { symbol: 'α', about: 'learning rate' }),
    damping: positive(0.0029, { symbol: 'δ', about: 'added to the information' }),
    decay: unit(0.95, { symbol: 'ρ', about: 'what is kept of the information of earlier batches' }),
    fisher: oneOf(['true', 'empirical'], 'true', { about: 'labels sampled from the model, or those of the data' }),
    samples: count(10, { about: 'examples of a batch that its information is taken over', least: 1 }),
  },
  state: (_o, theta0) => ({ information: like(theta0, 0) }),
  onBatch: (o) => (slots) => {
    const { theta, batch, loss } = slots
    const estimate = choose(o.fisher, { true: fisher('true'), empirical: fisher('empirical') })
    const information = importanceEMA({ decay: o.decay })(slots.information, estimate(take(batch, o.samples), theta))
    const step = naturalGradientStep({ loss: loss(batch), information, rate: o.rate, damping: o.damping })
    return { theta: step(theta), information }
  },
})
