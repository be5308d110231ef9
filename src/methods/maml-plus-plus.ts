import {
  add,
  apart,
  atStep,
  type Batch,
  count,
  defineMethod,
  divide,
  grad,
  gradientStep,
  innerLoop,
  less,
  type loss,
  meanOverEpisodes,
  metaUpdate,
  minimum,
  multiply,
  nonNegativeNumber,
  only,
  onTensors,
  type Params,
  type PerStep,
  perStep,
  perTensor,
  positive,
  type Scalar,
  schedule,
  select,
  slot,
  subtract,
} from '../dsl/index.ts'
import { outerDescent, unclipped } from './adapting.ts'

const [ofRates, ofNorms] = [apart('Rate', outerDescent), apart('Norm', outerDescent)]

/** The coordinates of normalisations, of which a network may have none. */
const normalising = only('*.norm')

/** What is learned beside the start: a rate for each tensor and step, and what normalisations scale and shift by at each step. */
type EachStep = {
  readonly rates: PerStep<'tensors of learner'>
  readonly norms: PerStep
}

type Learned = EachStep & { readonly theta: Params }

/** Parameters whose normalisations are those of a step. */
const withNorms = ({ norms }: EachStep, step: Scalar | number, theta: Params): Params =>
  add(subtract(theta, normalising(theta)), normalising(atStep(norms, step)))

/** One step on the support of an episode: what normalises takes its own of the step, and is not moved by it. */
const inner =
  (own: EachStep, measured: typeof loss, support: Batch) =>
  (theta: Params, step: Scalar): Params =>
    gradientStep({
      loss: measured(support),
      rate: onTensors(atStep(own.rates, step))(theta),
      transform: (g) => subtract(g, normalising(g)),
    })(withNorms(own, step, theta))

/**
 * MAML++ (Antoniou, Edwards & Storkey, ICLR 2019): MAML whose steps have rates of their own, a layer and a step, and normalisations of
 * their own, and are all judged at first.
 *
 *   J(θ, α, γ) = (1/|T|) Σ_{(S, Q) ∈ T} Σᵢ wᵢ L_Q(θᵢ₊₁; γᵢ),   θᵢ₊₁ = θᵢ − αᵢ ⊙ ∇L_S(θᵢ; γᵢ),  θ₀ = θ,  i < k
 *   wᵢ = (1 − p)/k  for i < k − 1,   wₖ₋₁ = (1 + p(k − 1))/k,   p = min(t/N_w, 1)
 *   (θ, γ, α) ← (θ, γ, α) − (βₜ, βₜ, η βₜ/β) ∇J(θ, γ, α)  by Adam,   βₜ from β to β′ by a cosine over N meta-batches
 *
 * | symbol | option     | range |
 * | α      | `rate`     | > 0, at first, of every layer and step |
 * | k      | `steps`    | ≥ 1   |
 * | β, β′  | `outer`, `last` | > 0, ≥ 0 |
 * | η      | `rateOfRates` | > 0 |
 * | N      | `over`     | > 0   |
 * | N_w    | `annealed` | > 0   |
 *
 * γ are the scales and shifts of normalisations, one of each step; steps do not move them. A new episode is adapted to by the same
 * steps; those after the k-th are as the k-th.
 */
export const mamlPlusPlus = defineMethod({
  name: 'mamlPlusPlus',
  source: 'Antoniou, Edwards & Storkey, How to train your MAML, ICLR 2019, section 4, and its code',
  deviations: [
    'the official code descends by Adam from 0.001 to 0.00001 by a cosine over 50,000 meta-batches, on miniImageNet at 0.001 throughout; its inner rates begin at 0.1: --set outer=0.001 last=0.00001 over=50000 rate=0.1',
    unclipped,
    'the statistics of normalisations are those of what each step sees, as in the code, which keeps running ones of each step and never uses them',
    'the code anneals the weights of steps by epochs, and until the end leaves a step before the last 0.03/k at least',
    'the code has one rate for start and rates: give rateOfRates the value of outer, 0.005 unless set',
    'the paper takes inner gradients as constants in its first epochs; the settings of its code, as here, never do',
    'the code is judged by an ensemble of the five best epochs; here by the last',
  ],
  options: {
    rate: positive(0.01, { symbol: 'α₀', about: 'initial learning rate of every layer and inner step' }),
    steps: count(5, { symbol: 'k', about: 'inner steps that are looked ahead', least: 1 }),
    outer: positive(0.005, { symbol: 'β', about: 'first learning rate of meta-updates, by Adam' }),
    last: nonNegativeNumber(0.0005, { symbol: 'β′', about: 'last learning rate of meta-updates' }),
    rateOfRates: positive(0.0002, { symbol: 'η', about: 'first learning rate of the rates, by Adam' }),
    over: positive(4000, { symbol: 'N', about: 'meta-batches until the last learning rate' }),
    annealed: positive(400, { symbol: 'N_w', about: 'meta-batches until the last step alone is judged' }),
  },
  state: (o, theta0) => {
    const own = { rates: perStep(o.steps, perTensor(theta0, o.rate)), norms: perStep(o.steps, theta0) }
    return {
      rates: slot('α', own.rates),
      norms: slot('γ', own.norms),
      seen: slot('t', 0),
      ...outerDescent.slots(theta0),
      ...ofRates.slots(own.rates),
      ...ofNorms.slots(own.norms),
    }
  },
  onEpisodes: (o) => (slots) => {
    const { theta, rates, norms, seen, episodes, loss } = slots
    const p = slot('p', minimum(divide(seen, o.annealed), 1))
    const weight = (step: Scalar): Scalar =>
      select(
        less(step, subtract(o.steps, 1)),
        divide(subtract(1, p), o.steps),
        divide(add(1, multiply(p, subtract(o.steps, 1))), o.steps),
      )
    const ahead = (own: Learned): Scalar =>
      meanOverEpisodes(
        episodes,
        ({ support, query }) =>
          innerLoop(o.steps, (so: { readonly theta: Params; readonly judged: Scalar }, step) => {
            const next = inner(own, loss, support)(so.theta, step)
            return { theta: next, judged: add(so.judged, multiply(weight(step), loss(query)(next))) }
          })({ theta: own.theta, judged: slot('J', 0) }).judged,
      )
    const g = grad<Learned>(ahead)({ theta, rates, norms })
    const rate = slot('βₜ', schedule({ shape: 'cosine', from: o.outer, to: o.last, over: o.over })(seen))
    const [start, ofEach, ofNorm] = [
      outerDescent.direction(slots, g.theta),
      ofRates.direction({ ...slots, theta: rates }, g.rates),
      ofNorms.direction({ ...slots, theta: norms }, g.norms),
    ]
    return {
      theta: metaUpdate({ direction: start.direction, rate })(theta),
      rates: metaUpdate({ direction: ofEach.direction, rate: multiply(o.rateOfRates, divide(rate, o.outer)) })(rates),
      norms: metaUpdate({ direction: ofNorm.direction, rate })(norms),
      seen: add(seen, 1),
      ...start.kept,
      ...ofEach.kept,
      ...ofNorm.kept,
    }
  },
  adapt:
    () =>
    ({ theta, rates, norms, support, steps, loss }) => ({
      theta: innerLoop(steps, inner({ rates, norms }, loss, support))(theta),
    }),
})
