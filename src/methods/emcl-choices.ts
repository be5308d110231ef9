import {
  average,
  type Batch,
  choose,
  count,
  divide,
  gradientStep,
  guardedDivide,
  innerLoop,
  maximum,
  minimum,
  multiply,
  nonNegativeNumber,
  type Objective,
  oneOf,
  overSamples,
  type Params,
  type Penalty,
  positive,
  proximalStep,
  regularize,
  type Scalar,
  type Seen,
  type Step,
  shuffle,
  unit,
} from '../dsl/index.ts'

/**
 * The options of EMCL. The slides leave choices open; each is an option, and the form that is printed is among its values:
 *
 * - `rateRule`: `recursive` is printed, α ← (r/h) α. It compounds, and diverges unless h stays near r. `relative` takes
 *   α = (r/h) α₀; `constant` α = α₀ (ablation).
 * - `normalise`: `none` is printed. Ω shrinks with h (it is |λh Δθ θ|), so h decays to 0; `mean` divides Ω by its mean.
 * - `floor`: 0 is printed. h may be 0, and α = r/h is then infinite; h is held at or above the floor.
 * - `cap`: the largest α allowed; a large number never binds, as printed.
 * - `importance`: `taylor` is printed; `uniform` is h ≡ 1 (ablation).
 * - `inner`: `proximal` is printed; `gradient` descends the same objective explicitly (ablation).
 * - `order`: inner steps on the whole `batch` (innerSteps of them), or one step `sample` by sample.
 * - `memory`, `replay`, `glances`: the slides mention memory management but no memory; with one it is EMCL + replay.
 */
export const emclOptions = {
  innerSteps: count(10, { symbol: 'k', about: 'proximal steps a batch', least: 1 }),
  gamma: positive(0.26, { symbol: 'γ', about: 'rate of the inner steps' }),
  lambda: positive(3.6, { symbol: 'λ', about: 'strength of the pull towards θ₀' }),
  decay: unit(0.999, { symbol: 'ρ', about: 'decay of the moving average of importance' }),
  r: positive(0.13, { symbol: 'r', about: 'scale of the learning rates' }),
  rate: positive(1, { symbol: 'α₀', about: 'initial learning rate' }),
  rateRule: oneOf(['relative', 'recursive', 'constant'], 'relative', {
    about: 'how learning rates follow importance',
  }),
  normalise: oneOf(['mean', 'none'], 'mean', { about: 'what importance is divided by' }),
  floor: nonNegativeNumber(0.1, { about: 'least h' }),
  cap: positive(100, { about: 'largest learning rate of a parameter' }),
  importance: oneOf(['taylor', 'uniform'], 'taylor', { about: 'uniform is the ablation h = 1' }),
  inner: oneOf(['proximal', 'gradient'], 'proximal', { about: 'gradient is the ablation without prox' }),
  order: oneOf(['batch', 'sample'], 'batch', { about: 'inner steps on whole batches, or sample by sample' }),
  memory: count(0, { about: 'examples remembered; 0 is the method of the paper' }),
  replay: count(10, { about: 'remembered examples that join each batch' }),
  glances: count(2, { about: 'times each batch is used', least: 1 }),
}

type Chosen = Seen<typeof emclOptions>

interface Inner {
  readonly loss: Objective
  readonly penalty: Penalty
  readonly rate: Scalar
}

/** An inner step on L + f, printed as a proximal one. */
export const innerStep = (o: Chosen): ((of: Inner) => Step<Params>) =>
  choose(o.inner, {
    proximal: (of: Inner) => proximalStep(of),
    gradient: ({ loss, penalty, rate }: Inner) => gradientStep({ loss: regularize(loss, penalty), rate }),
  })

/** The inner steps on a batch, printed as k of them on all of it. */
export const innerSteps = (o: Chosen, batch: Batch, step: (on: Batch) => Step<Params>): Step<Params> =>
  choose(o.order, {
    batch: () => innerLoop(o.innerSteps, step(batch)),
    sample: () => overSamples(shuffle(batch), (at: Params, x) => step(x)(at)),
  })()

/** Ω, printed as it is. */
export const scaled = (o: Chosen, omega: Params): Params =>
  choose(o.normalise, { none: omega, mean: guardedDivide(omega, average(omega)) })

/** h, printed as the moving average that is to come after what it was `before`. */
export const held = (o: Chosen, average: Params, before: Params): Params =>
  choose(o.importance, { taylor: maximum(average, o.floor), uniform: before })

/** α ← (r / h) ⊙ α, printed without cap. */
export const learningRate = (o: Chosen, h: Params, alpha: Params): Params => {
  const ruled = choose(o.rateRule, {
    recursive: multiply(divide(o.r, h), alpha),
    relative: divide(multiply(o.r, o.rate), h),
    constant: alpha,
  })
  return minimum(ruled, o.cap)
}
