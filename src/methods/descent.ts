import {
  adam,
  chain,
  choose,
  count,
  decay,
  momentum,
  nonNegativeNumber,
  type Optimiser,
  oneOf,
  positive,
  type Seen,
  scheduled,
  sgd,
  unit,
} from '../dsl/index.ts'

/** What momentum and Adam keep of earlier gradients. */
export const runningMeans = {
  momentum: unit(0.9, { symbol: 'μ', about: 'decay of the running sum of gradients, for momentum' }),
  beta1: decay(0.9, { symbol: 'β₁', about: 'decay of the mean of gradients, for adam' }),
  beta2: decay(0.999, { symbol: 'β₂', about: 'decay of the mean of squared gradients, for adam' }),
}

/** The options of methods that leave open how a loss is descended. */
export const descentOptions = (optimiser: 'sgd' | 'momentum' | 'adam', rate: number) => ({
  rate: positive(rate, { symbol: 'α', about: 'learning rate' }),
  optimiser: oneOf(['sgd', 'momentum', 'adam'], optimiser, { about: 'how the loss is descended' }),
  ...runningMeans,
  epsilon: positive(1e-8, { symbol: 'ε', about: 'added to the root, for adam' }),
  epsilonRoot: nonNegativeNumber(0, { symbol: 'ε₀', about: 'added inside the root, for adam' }),
  schedule: oneOf(['constant', 'cosine', 'linear'], 'constant', {
    about: 'how the rate goes from `rate` to `lastRate`',
  }),
  lastRate: nonNegativeNumber(0, { symbol: 'α₁', about: 'the rate after `over` batches' }),
  over: count(2000, { about: 'batches that the schedule takes', least: 1 }),
})

/** The optimiser that the options name. */
export const descentOf = (o: Seen<ReturnType<typeof descentOptions>>): Optimiser =>
  chain(
    choose(o.optimiser, {
      sgd,
      momentum: momentum({ decay: o.momentum }),
      adam: adam({ first: o.beta1, second: o.beta2, epsilon: o.epsilon, epsilonRoot: o.epsilonRoot }),
    }),
    scheduled({ shape: o.schedule.value, to: o.lastRate, over: o.over }),
  )
