import {
  adamStep,
  add,
  append,
  type Batch,
  type Count,
  choose,
  count,
  defineMethod,
  divide,
  draw,
  exp,
  foldTasks,
  gaussian,
  innerLoop,
  type List,
  like,
  literal,
  log,
  mapTasks,
  meanOverTasks,
  multiply,
  type Objective,
  oneOf,
  type Params,
  perTask,
  positive,
  push,
  type Rows,
  reservoir,
  type Scalar,
  type Seen,
  slot,
  softLabels,
  square,
  subtract,
  sum,
  targets,
} from '../dsl/index.ts'

const options = {
  rate: positive(0.005, { symbol: 'α', about: 'learning rate' }),
  examples: positive(10_000, { symbol: 'N', about: 'examples of a task' }),
  draws: count(2, { symbol: 'k', about: 'draws of the weights for each batch', least: 1 }),
  deviation: positive(0.05, { symbol: 'σ₀', about: 'standard deviation of each weight at first' }),
  noise: oneOf(['weights', 'none'], 'weights', { about: 'whether weights are drawn, or are their means' }),
  predictions: count(10, { symbol: 'K', about: 'draws of the weights for a prediction', least: 1 }),
  coreset: oneOf(['none', 'reservoir'], 'none', { about: 'whether predictions are refined on examples kept' }),
  kept: count(200, { symbol: 'C', about: 'examples of the coreset', least: 1 }),
  refinements: count(50, { symbol: 's', about: 'steps on the coreset before a prediction' }),
  refinedOn: count(50, { symbol: 'b', about: 'examples of the coreset in each of them', least: 1 }),
} as const

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

/** A posterior on its way, with what Adam keeps of its means and of its spreads. */
type Posterior = {
  readonly theta: Params
  readonly spread: Params
  readonly m: Params
  readonly v: Params
  readonly mSpread: Params
  readonly vSpread: Params
  readonly count: Scalar
}

const drawnFrom = (draws: Count, theta: Params): List<Params> =>
  innerLoop(draws, (so: List<Params>) => append(so, gaussian(theta)))(slot('ε', perTask(theta)))

const moved = ({ mean, spread }: MeanField, e: Params): Params => add(mean, multiply(exp(multiply(0.5, spread)), e))

/** A step of Adam on the energy E L(θ + exp(½ρ) ⊙ ε) + (1/N) KL(q ‖ q₀), by the means and by the spreads. */
const learned =
  (
    o: Seen<typeof options>,
    of: { readonly prior: MeanField; readonly examples: Scalar | Count; readonly loss: Objective },
  ) =>
  ({ theta, spread, m, v, mSpread, vSpread, count: steps }: Posterior): Posterior => {
    const noise = drawnFrom(o.draws, theta)
    const misfit = (q: MeanField): Scalar =>
      choose(o.noise, {
        weights: meanOverTasks(mapTasks(noise, (e: Params) => of.loss(moved(q, e)))),
        none: of.loss(q.mean),
      })
    const energy = (q: MeanField): Scalar => add(misfit(q), divide(divergence(q, of.prior), of.examples))
    const ofMean = (mean: Params): Scalar => energy({ mean, spread })
    const ofSpread = (wide: Params): Scalar => energy({ mean: theta, spread: wide })
    const mean = adamStep({ loss: ofMean, rate: o.rate })({ theta, m, v, count: steps })
    const wide = adamStep({ loss: ofSpread, rate: o.rate })({ theta: spread, m: mSpread, v: vSpread, count: steps })
    return { ...mean, spread: wide.theta, mSpread: wide.m, vSpread: wide.v }
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
 *
 *   to predict:   (1/K) Σ_{ε ~ N(0, I)} p(y | x; θ + exp(½ρ) ⊙ ε),   K = `predictions` draws
 *
 * With a coreset, a reservoir of what was seen, the posterior is first refined on it: so many steps as above with q₀ the posterior
 * itself and N what the coreset holds at most; the state keeps the posterior as it was.
 */
export const vcl = defineMethod({
  name: 'vcl',
  source: 'Nguyen, Li, Bui & Turner, Variational continual learning, ICLR 2018, eq. 4',
  deviations: [
    'the paper predicts by 100 draws of the weights: --set predictions=100',
    'the paper leaves the coreset out of what is trained on: here it is a sample of that, and one for all tasks',
    'the paper starts the first task at weights trained without noise',
    'the paper takes N from the data of each task: here it is an option',
    'the code takes 10 draws for each batch: --set draws=10',
    'the code starts Adam anew at each task, at a rate of 0.001: here its state is kept; --set rate=0.001',
    'the code makes the head of a task when the task begins: here all heads are there from the start, and until its task the divergence alone moves one',
  ],
  options,
  state: (o, theta0) => ({
    spread: slot('ρ', like(theta0, multiply(2, log(o.deviation)))),
    priorMean: slot('θ*', like(theta0, 0)),
    priorSpread: slot('ρ*', like(theta0, 0)),
    m: like(theta0, 0),
    v: like(theta0, 0),
    mSpread: slot('m′', like(theta0, 0)),
    vSpread: slot('v′', like(theta0, 0)),
    count: slot('n', 0),
    coreset: slot('M', reservoir(o.kept)),
  }),
  onBatch: (o) => (slots) => {
    const { priorMean, priorSpread, coreset, batch, loss } = slots
    const prior = { mean: priorMean, spread: priorSpread }
    return {
      ...learned(o, { prior, examples: o.examples, loss: loss(batch) })(slots),
      coreset: choose(o.coreset, { none: coreset, reservoir: push(coreset, batch) }),
    }
  },
  onTaskEnd:
    () =>
    ({ theta, spread }) => ({ priorMean: theta, priorSpread: spread }),
  predict:
    (o) =>
    ({ theta, spread, coreset, loss }) => {
      const prior = { mean: theta, spread }
      const none = like(theta, 0)
      const start = { theta, spread, m: none, v: none, mSpread: none, vSpread: none, count: literal(0) }
      const refined = innerLoop(o.refinements, (q: Posterior) =>
        draw(coreset, o.refinedOn, (kept) => learned(o, { prior, examples: o.kept, loss: loss(kept) })(q)),
      )
      const q = choose(o.coreset, { none: start, reservoir: refined(start) })
      const noise = drawnFrom(o.predictions, theta)
      const weights = choose(o.noise, {
        weights: mapTasks(noise, (e: Params) => moved({ mean: q.theta, spread: q.spread }, e)),
        none: mapTasks(noise, () => q.theta),
      })
      return (inputs: Batch) => {
        const said = (at: Params): Rows => targets(softLabels(inputs, at, 'predicting'))
        const sum = foldTasks(weights, (so: { readonly sum: Rows }, w: Params) => ({ sum: add(so.sum, said(w)) }))
        return divide(sum({ sum: like(said(q.theta), 0) }).sum, o.predictions)
      }
    },
})
