import {
  add,
  choose,
  count,
  defineMethod,
  like,
  multiply,
  nonNegativeNumber,
  oneOf,
  outputSensitivity,
  quadratic,
  regularize,
  sensitivity,
  slot,
  take,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

/**
 * Memory aware synapses (Aljundi et al., ECCV 2018).
 *
 *   L̃(θ) = L_B(θ) + λ Σₘ Ωₘ (θₘ − θ*ₘ)²
 *   after a task:  Ωₘ ← Ωₘ + (1/N) Σₓ |∂‖f(x; θ)‖² / ∂θₘ|,   θ* ← θ
 *             or:  Ωₘ ← Ωₘ + (1/N) Σₓ ‖∂f(x; θ) / ∂θₘ‖,   over all outputs, with `form` perOutput
 *
 * | symbol | option     | range |
 * | λ      | `strength` | ≥ 0   |
 * | N      | `samples`  | ≥ 1   |
 */
export const mas = defineMethod({
  name: 'mas',
  source: 'Aljundi et al., Memory aware synapses: learning what (not) to forget, ECCV 2018',
  deviations: [
    'the official code takes absolute values of the gradient summed over a batch: --set sensitivity=batch',
    'the official code descends with momentum 0.9 and λ = 1',
  ],
  options: {
    ...descentOptions('sgd', 0.027),
    strength: nonNegativeNumber(0.0049, { symbol: 'λ', about: 'strength of the penalty' }),
    samples: count(1000, { symbol: 'N', about: 'examples of a task that its importance is taken over', least: 1 }),
    form: oneOf(['squaredNorm', 'perOutput'], 'squaredNorm', {
      about: 'what moves with a parameter: the squared norm of the outputs, or each output',
    }),
    sensitivity: oneOf(['sample', 'batch'], 'sample', {
      about: 'absolute values sample by sample, or a batch at once, for `--set form=squaredNorm`',
    }),
    together: count(10, { about: 'examples in a batch, for `--set sensitivity=batch`', least: 1 }),
  },
  state: (o, theta0) => ({
    ...descentOf(o).slots(theta0),
    importance: slot('h', like(theta0, 0)),
    anchor: slot('θ*', theta0),
  }),
  onBatch: (o) => (slots) => {
    const near = quadratic({ strength: multiply(2, o.strength), weight: slots.importance, centre: slots.anchor })
    return descentOf(o).step({ loss: regularize(slots.loss(slots.batch), near), rate: o.rate })(slots)
  },
  onTaskEnd:
    (o) =>
    ({ theta, importance, data }) => {
      const size = choose(o.sensitivity, { sample: 1, batch: o.together })
      const examples = take(data, o.samples)
      const current = choose(o.form, {
        squaredNorm: sensitivity(examples, theta, size),
        perOutput: outputSensitivity(examples, theta),
      })
      return { importance: add(importance, current), anchor: theta }
    },
})
