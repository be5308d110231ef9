import {
  adamStep,
  add,
  append,
  choose,
  count,
  defineMethod,
  divide,
  exp,
  gaussian,
  innerLoop,
  type List,
  like,
  log,
  mapTasks,
  meanOverTasks,
  multiply,
  oneOf,
  type Params,
  perTask,
  positive,
  type Scalar,
  slot,
  square,
  subtract,
  sum,
} from '../dsl/index.ts'

/** A Gaussian over parameters whose coordinates are independent, by its means and the logarithms of its variances. */
interface MeanField {
  readonly mean: Params
  readonly spread: Params
}

/**
 * KL(N(m, diag exp ρ) ‖ N(m₀, diag exp ρ₀)) = ½ Σₘ (ρ₀ − ρ − 1 + (exp ρ + (m − m₀)²) / exp ρ₀)
 *
 * Its derivatives are (m − m₀) / exp ρ₀ by m and ½ (exp(ρ − ρ₀) − 1) by ρ.
 */
export const divergence = (of: MeanField, from: MeanField): Scalar => {
  const apartBy = divide(add(exp(of.spread), square(subtract(of.mean, from.mean))), exp(from.spread))
  return multiply(0.5, sum(subtract(add(subtract(from.spread, of.spread), apartBy), 1)))
}

/**
 * Variational continual learning with a mean field (Nguyen, Li, Bui & Turner, ICLR 2018): the posterior of a task is the prior of the
 * next.
 *
 *   q = N(θ, diag exp ρ);   on each batch by Adam:   min_{θ, ρ} E_{ε ~ N(0, I)} L_B(θ + exp(½ρ) ⊙ ε) + (1/N) KL(q ‖ q₀)
 *   after a task:           q₀ ← q;   at first q₀ = N(0, I)
 *
 * | symbol | option      | range |
 * | α      | `rate`      | > 0   |
 * | N      | `examples`  | > 0   |
 * | k      | `draws`     | ≥ 1   |
 * | σ₀     | `deviation` | > 0   |
 *
 * The expectation is the mean over k draws, each one for the whole batch. Without noise (`noise` none) the means take a step towards
 * the maximum of the posterior.
 */
export const vcl = defineMethod({
  name: 'vcl',
  source: 'Nguyen, Li, Bui & Turner, Variational continual learning, ICLR 2018, eq. 4',
  deviations: [
    'the paper predicts by the mean over 100 draws of the weights: here the mean of the weights does',
    'the paper starts the first task at weights trained without noise',
    'the paper takes N from the data of each task: here it is an option',
    'the code takes 10 draws for each batch: --set draws=10',
  ],
  options: {
    rate: positive(0.005, { symbol: 'α', about: 'learning rate' }),
    examples: positive(10_000, { symbol: 'N', about: 'examples of a task' }),
    draws: count(2, { symbol: 'k', about: 'draws of the weights for each batch', least: 1 }),
    deviation: positive(0.05, { symbol: 'σ₀', about: 'standard deviation of each weight at first' }),
    noise: oneOf(['weights', 'none'], 'weights', { about: 'whether weights are drawn, or are their means' }),
  },
  state: (o, theta0) => ({
    spread: slot('ρ', like(theta0, multiply(2, log(o.deviation)))),
    priorMean: slot('θ*', like(theta0, 0)),
    priorSpread: slot('ρ*', like(theta0, 0)),
    m: like(theta0, 0),
    v: like(theta0, 0),
    mSpread: slot('m′', like(theta0, 0)),
    vSpread: slot('v′', like(theta0, 0)),
    count: slot('n', 0),
  }),
  onBatch: (o) => (slots) => {
    const { theta, spread, priorMean, priorSpread, m, v, mSpread, vSpread, count: steps, batch, loss } = slots
    const prior = { mean: priorMean, spread: priorSpread }
    const noise = innerLoop(o.draws, (so: List<Params>) => append(so, gaussian(theta)))(slot('ε', perTask(theta)))
    const misfit = ({ mean, spread: wide }: MeanField): Scalar =>
      choose(o.noise, {
        weights: meanOverTasks(
          mapTasks(noise, (e: Params) => loss(batch)(add(mean, multiply(exp(multiply(0.5, wide)), e)))),
        ),
        none: loss(batch)(mean),
      })
    const energy = (of: MeanField): Scalar => add(misfit(of), divide(divergence(of, prior), o.examples))
    const ofMean = (mean: Params): Scalar => energy({ mean, spread })
    const ofSpread = (wide: Params): Scalar => energy({ mean: theta, spread: wide })
    const mean = adamStep({ loss: ofMean, rate: o.rate })({ theta, m, v, count: steps })
    const wide = adamStep({ loss: ofSpread, rate: o.rate })({ theta: spread, m: mSpread, v: vSpread, count: steps })
    return { ...mean, spread: wide.theta, mSpread: wide.m, vSpread: wide.v }
  },
  onTaskEnd:
    () =>
    ({ theta, spread }) => ({ priorMean: theta, priorSpread: spread }),
})
