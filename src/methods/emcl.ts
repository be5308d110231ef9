import {
  average,
  choose,
  count,
  defineMethod,
  divide,
  draw,
  gradient,
  gradientStep,
  guardedDivide,
  importanceEMA,
  innerLoop,
  join,
  like,
  maximum,
  metaUpdate,
  minimum,
  multiply,
  negate,
  nonNegativeNumber,
  oneOf,
  overSamples,
  type Params,
  positive,
  proximalStep,
  push,
  quadratic,
  regularize,
  reservoir,
  shuffle,
  taylorImportance,
  unit,
} from '../dsl/index.ts'

/**
 * EMCL: Efficient Meta-Learning for Continual Learning with Taylor expansion approximation (Zou & Lin, IJCNN 2022).
 *
 *   inner     θₖ ≈ argmin L(θ) + (λ/2) Σₘ hₘ (θₘ − θ₀ₘ)²,  by k proximal steps  θ ← prox_{γf}(θ − γ∇L(θ))
 *   direction g = λ h ⊙ (θ₀ − θₖ)                        (the meta-gradient in closed form: no Hessian)
 *   importance Ω = |g ⊙ θ₀|,   h ← ρ h + (1 − ρ) Ω
 *   rate      α ← (r / h) ⊙ α
 *   outer     θ₀ ← θ₀ − α ⊙ g
 *
 * | symbol | option       | range  | the slides |
 * | k      | `innerSteps` | ≥ 1    | not given |
 * | γ      | `gamma`      | > 0    | not given |
 * | λ      | `lambda`     | > 0    | not given |
 * | ρ      | `decay`      | [0, 1] | "moving average", not given |
 * | r      | `r`          | > 0    | not given |
 * | α₀     | `rate`       | > 0    | not given |
 *
 * The slides leave choices open; each is an option, and the form that is printed is among its values:
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
 *
 * The file is long because of these choices: the method is the last dozen lines of `glance`.
 */
export const emcl = defineMethod({
  name: 'emcl',
  source: 'Zou & Lin, Efficient Meta-Learning for Continual Learning with Taylor Expansion Approximation, IJCNN 2022',
  deviations: [
    'rateRule, normalise, floor and cap are not the printed forms unless set to recursive, none, 0 and a large number',
  ],
  options: {
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
  },
  state: (o, theta0) => ({
    importance: like(theta0, 1),
    rate: like(theta0, o.rate),
    memory: reservoir(o.memory),
  }),
  onBatch: (o) => (slots) => {
    const { batch, loss, memory } = slots
    const glance = (theta: Params, importance: Params, rate: Params) =>
      draw(memory, Math.min(o.replay, o.memory), (old) => {
        const examples = join(old, batch)
        const near = quadratic({ strength: o.lambda, weight: importance, centre: theta })
        const step = (on: typeof batch) =>
          choose(o.inner, {
            proximal: proximalStep({ loss: loss(on), penalty: near, rate: o.gamma }),
            gradient: gradientStep({ loss: regularize(loss(on), near), rate: o.gamma }),
          })
        const adapt = choose(o.order, {
          batch: innerLoop(o.innerSteps, step(examples)),
          sample: overSamples(shuffle(examples), (at: Params, x) => step(x)(at)),
        })
        const direction = negate(gradient(near)(adapt(theta)))
        const impact = taylorImportance(direction, theta)
        const scale = average(impact)
        const normalised = choose(o.normalise, {
          none: impact,
          mean: guardedDivide(impact, scale),
        })
        const h = choose(o.importance, {
          taylor: maximum(importanceEMA({ decay: o.decay })(importance, normalised), o.floor),
          uniform: importance,
        })
        const alpha = choose(o.rateRule, {
          recursive: multiply(divide(o.r, h), rate),
          relative: divide(multiply(o.r, o.rate), h),
          constant: rate,
        })
        const bounded = minimum(alpha, o.cap)
        return { theta: metaUpdate({ direction, rate: bounded })(theta), importance: h, rate: bounded }
      })
    const after = innerLoop<{ theta: Params; importance: Params; rate: Params }>(o.glances, (s) =>
      glance(s.theta, s.importance, s.rate),
    )({ theta: slots.theta, importance: slots.importance, rate: slots.rate })
    return { ...after, memory: push(memory, batch) }
  },
})
