import {
  adamStep,
  add,
  append,
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
  type Params,
  perTask,
  positive,
  type Scalar,
  slot,
  square,
  subtract,
  sum,
} from 'retain-lang'

/** KL(N(m, diag exp ρ) ‖ N(m₀, diag exp ρ₀)) = ½ Σₘ (ρ₀ − ρ − 1 + (exp ρ + (m − m₀)²) / exp ρ₀). */
const divergence = (m: Params, rho: Params, m0: Params, rho0: Params): Scalar =>
  multiply(0.5, sum(subtract(add(subtract(rho0, rho), divide(add(exp(rho), square(subtract(m, m0))), exp(rho0))), 1)))

/**
 * Variational continual learning with a mean field (Nguyen, Li, Bui & Turner, ICLR 2018), without a coreset: the posterior of a task is
 * the prior of the next.
 *
 *   q = N(θ, diag exp ρ);   on each batch by Adam:   min_{θ, ρ} E_{ε ~ N(0, I)} L_B(θ + exp(½ρ) ⊙ ε) + (1/N) KL(q ‖ q₀)
 *   after a task:           q₀ ← q
 *
 * | symbol | option     | range |
 * | α      | `rate`     | > 0   |
 * | N      | `examples` | > 0   |
 * | k      | `samples`  | ≥ 1   |
 *
 * The expectation is the mean over k draws. Predictions are made with the mean θ.
 */
export const vcl = defineMethod({
  name: 'vcl',
  source: 'Nguyen, Li, Bui & Turner, Variational continual learning, ICLR 2018, eq. 4, without coreset',
  deviations: [
    'the paper predicts by the mean over 100 draws of the weights: here the mean of the weights does',
    'the paper starts the first task at weights trained without noise',
  ],
  options: {
    rate: positive(0.005, { symbol: 'α', about: 'learning rate' }),
    examples: positive(10_000, { symbol: 'N', about: 'examples of a task' }),
    draws: count(2, { symbol: 'k', about: 'draws of the weights for each batch', least: 1 }),
    deviation: positive(0.05, { symbol: 'σ₀', about: 'standard deviation of each weight at first' }),
  },
  state: (o, theta0) => ({
    spread: slot('ρ', like(theta0, multiply(2, log(o.deviation)))),
    priorMean: slot('θ*', like(theta0, 0)),
    priorSpread: slot('ρ*', like(theta0, 0)),
    m: like(theta0, 0),
    v: like(theta0, 0),
    m2: like(theta0, 0),
    v2: like(theta0, 0),
    count: slot('n', 0),
  }),
  onBatch: (o) => (slots) => {
    const { theta, spread, priorMean, priorSpread, m, v, m2, v2, count: steps, batch, loss } = slots
    const noise = innerLoop(o.draws, (so: List<Params>) => append(so, gaussian(theta)))(slot('ε', perTask(theta)))
    const energy = (mean: Params, rho: Params): Scalar =>
      add(
        meanOverTasks(mapTasks(noise, (e: Params) => loss(batch)(add(mean, multiply(exp(multiply(0.5, rho)), e))))),
        divide(divergence(mean, rho, priorMean, priorSpread), o.examples),
      )
    const mean = adamStep({ loss: (at: Params) => energy(at, spread), rate: o.rate })({ theta, m, v, count: steps })
    const wide = adamStep({ loss: (at: Params) => energy(theta, at), rate: o.rate })({
      theta: spread,
      m: m2,
      v: v2,
      count: steps,
    })
    return { ...mean, spread: wide.theta, m2: wide.m, v2: wide.v }
  },
  onTaskEnd:
    () =>
    ({ theta, spread }) => ({ priorMean: theta, priorSpread: spread }),
})
