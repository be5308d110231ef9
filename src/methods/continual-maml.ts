import {
  adamStep,
  add,
  type Batch,
  count,
  defineMethod,
  draw,
  exp,
  firstOrder,
  less,
  like,
  meanOverEpisodes,
  multiply,
  negate,
  nonNegativeNumber,
  type Params,
  positive,
  push,
  type Scalar,
  slidingWindow,
  slot,
  subtract,
  when,
} from '../dsl/index.ts'
import { adapting } from './adapting.ts'

/** 1 − e^{−λ L}: how much a loss counts; little where it is small already. */
const modulated = (lambda: Scalar, value: Scalar): Scalar => subtract(1, exp(negate(multiply(lambda, value))))

/**
 * Continual-MAML (Caccia et al., NeurIPS 2020). φ predicts and adapts fast, θ is what it starts from. With U_B(θ) after k steps of
 * descent on B from θ, and B′ the batch before B:
 *
 *   meta-training:  θ ← θ − β ∇ L_Q(U_S(θ))  by Adam
 *   boundary:  L_B(U_B(θ)) + γ < L_B(φ)
 *   there  φ ← U_B(θ);   else  θ ← θ − β ∇ [(1 − e^{−λ L}) L],  L = L_B(U_{B′}(θ)),  by Adam,  and  φ ← U_B(φ)
 *
 * | symbol | option    | range |
 * | α      | `rate`    | > 0   |
 * | k      | `steps`   | ≥ 1   |
 * | β      | `outer`   | > 0   |
 * | γ      | `margin`  | ≥ 0   |
 * | λ      | `modulation` | ≥ 0, the weight of L counts as a constant |
 */
export const continualMaml = defineMethod({
  name: 'continualMaml',
  source: 'Caccia et al., Online fast adaptation and knowledge accumulation, NeurIPS 2020, algorithm 2',
  deviations: [
    'the code with prolonged adaptation keeps up to 2NK batches of a task, of NK examples each, and updates θ on pairs of its halves, at a boundary as well; here on each batch with the one before, and not at a boundary',
    'that code looks for a boundary by φ adapted on to the batch, and starts anew at the next one; here by what starting anew on this batch gives, as its code without prolonged adaptation',
    'the first batch leaves θ there; here it moves θ by the loss without fast steps',
    'the code learns a step size for every parameter, too',
  ],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate of fast steps' }),
    steps: count(4, { symbol: 'k', about: 'fast steps a batch', least: 1 }),
    outer: positive(0.001, { symbol: 'β', about: 'learning rate of θ, by Adam' }),
    margin: nonNegativeNumber(1, { symbol: 'γ', about: 'how much better starting anew must be for a boundary' }),
    modulation: nonNegativeNumber(1, { symbol: 'λ', about: 'how soon the loss of an update counts in full' }),
    window: count(50, { about: 'examples of the batch before that an update adapts to', least: 1 }),
  },
  state: (o, theta0) => ({
    m: like(theta0, 0),
    v: like(theta0, 0),
    count: slot('n', 0),
    fast: slot('φ', theta0),
    before: slot('B′', slidingWindow(o.window)),
  }),
  onEpisodes: (o) => (slots) => {
    const { theta, m, v, count, episodes, loss } = slots
    const ahead = (theta: Params) =>
      meanOverEpisodes(episodes, ({ support, query }) =>
        loss(query)(adapting({ loss, rate: o.rate })(support, o.steps)(theta)),
      )
    const learned = adamStep({ loss: ahead, rate: o.outer })({ theta, m, v, count })
    return { ...learned, fast: learned.theta }
  },
  onBatch: (o) => (slots) => {
    const { theta, m, v, count, fast, before, batch, loss } = slots
    const slow = { theta, m, v, count }
    const adapted = (on: Batch) => adapting({ loss, rate: o.rate })(on, o.steps)
    const fresh = adapted(batch)(theta)
    const boundary = less(add(loss(batch)(fresh), o.margin), loss(batch)(fast))
    const learned = draw(
      before,
      o.window,
      (old) => {
        const ahead = (at: Params): Scalar => {
          const value = loss(batch)(adapted(old)(at))
          return multiply(firstOrder(modulated(o.modulation, value)), value)
        }
        return adamStep({ loss: ahead, rate: o.outer })(slow)
      },
      { replacement: false },
    )
    return {
      ...when(boundary, { ...slow, fast: fresh }, { ...learned, fast: adapted(batch)(fast) }),
      before: push(before, batch),
    }
  },
  predict:
    () =>
    ({ fast }) => ({ theta: fast }),
})
