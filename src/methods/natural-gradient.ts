import {
  type Batch,
  choose,
  count,
  defineMethod,
  exactNaturalGradientStep,
  fisher,
  importanceEMA,
  like,
  naturalGradientStep,
  type Objective,
  oneOf,
  ownSlots,
  type Params,
  positive,
  type Seen,
  slot,
  take,
  unit,
} from '../dsl/index.ts'

const options = {
  rate: positive(0.0004, { symbol: 'α', about: 'learning rate' }),
  damping: positive(0.0029, { symbol: 'δ', about: 'added to the information' }),
  form: oneOf(['diagonal', 'exact'], 'diagonal', { about: 'a running diagonal of the information, or all of it' }),
  decay: unit(0.95, { symbol: 'ρ', about: 'what is kept of the information of earlier batches, for the diagonal' }),
  fisher: oneOf(['true', 'empirical'], 'true', {
    about: 'labels sampled from the model, or those of the data, for the diagonal',
  }),
  samples: count(10, { about: 'examples of a batch that its information is taken over', least: 1 }),
  iterations: count(10, { symbol: 'k', about: 'steps of conjugate gradients, for `--set form=exact`', least: 1 }),
} as const

type At = { readonly theta: Params }
type Sees = { readonly batch: Batch; readonly loss: Objective }

/** What a form of the method keeps beside θ, which is its own business, and its step. */
interface Form {
  readonly slots: (theta0: Params) => Readonly<Record<never, never>>
  readonly step: (sees: Sees) => (slots: At) => At
}

const diagonal = (o: Seen<typeof options>): Form => ({
  slots: (theta0) => ({ information: slot('F*', like(theta0, 0)) }),
  step: ({ batch, loss }) => {
    const estimate = choose(o.fisher, { true: fisher('true'), empirical: fisher('empirical') })
    return (slots) => {
      const { theta } = slots
      const { information: old } = ownSlots({ information: like(theta, 0) })(slots)
      const information = importanceEMA({ decay: o.decay })(old, estimate(take(batch, o.samples), theta))
      return { theta: naturalGradientStep({ loss, information, rate: o.rate, damping: o.damping })(theta), information }
    }
  },
})

const exact = (o: Seen<typeof options>): Form => ({
  slots: () => ({}),
  step: ({ batch, loss }) => {
    const data = take(batch, o.samples)
    const step = exactNaturalGradientStep({ loss, data, rate: o.rate, damping: o.damping, times: o.iterations })
    return ({ theta }) => ({ theta: step(theta) })
  },
})

/**
 * Natural gradient descent, damped: with a diagonal of the Fisher information, kept as a moving average,
 *
 *   F ← ρ F + (1 − ρ) F_B(θ),   θ ← θ − α ∇L_B(θ) ⊘ (F + δ)
 *
 * or with all of it, by k steps of conjugate gradients (`form` exact):
 *
 *   θ ← θ − α d,   (F_B(θ) + δ I) d = ∇L_B(θ)
 *
 * | symbol | option       | range  |
 * | α      | `rate`       | > 0    |
 * | δ      | `damping`    | > 0    |
 * | ρ      | `decay`      | [0, 1] |
 * | k      | `iterations` | ≥ 1    |
 *
 * With a large δ and a rate of α δ both are descent with rate α. The file is long because the two keep different things.
 */
export const naturalGradient = defineMethod({
  name: 'naturalGradient',
  source: 'Amari, Natural gradient works efficiently in learning, Neural Computation 1998; damped',
  deviations: ['the information is a diagonal, and an average over batches: --set form=exact'],
  options,
  state: (o, theta0) => choose(o.form, { diagonal: diagonal(o), exact: exact(o) }).slots(theta0),
  onBatch: (o) => (slots) =>
    choose(o.form, { diagonal: diagonal(o), exact: exact(o) }).step({
      batch: slots.batch,
      loss: slots.loss(slots.batch),
    })(slots),
})
