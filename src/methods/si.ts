import {
  add,
  choose,
  defineMethod,
  divide,
  grad,
  like,
  maximum,
  multiply,
  nonNegativeNumber,
  oneOf,
  pathIntegral,
  positive,
  quadratic,
  regularize,
  slot,
  square,
  subtract,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

/**
 * Synaptic intelligence (Zenke, Poole & Ganguli, ICML 2017).
 *
 *   L̃(θ) = L_B(θ) + c Σₘ Ωₘ (θₘ − θ*ₘ)²
 *   each step, θ → θ′:   ωₘ ← ωₘ − ∂ₘL_B(θ) (θ′ₘ − θₘ)
 *   after a task:        Ωₘ ← Ωₘ + ωₘ / ((θₘ − θ*ₘ)² + ξ),   θ* ← θ,   ω ← 0
 *
 * | symbol | option     | range |
 * | c      | `strength` | ≥ 0   |
 * | ξ      | `damping`  | > 0   |
 *
 * ω uses the gradient of the loss without the penalty, and the step that was really taken.
 */
export const si = defineMethod({
  name: 'si',
  source: 'Zenke, Poole & Ganguli, Continual learning through synaptic intelligence, ICML 2017, eq. 3–5',
  deviations: [
    'the code adds max(Ω, 0): --set importance=relu',
    'the paper descends by Adam with rate 0.001 on 60,000 digits a task: --set optimiser=adam rate=0.001',
  ],
  options: {
    ...descentOptions('sgd', 0.05),
    strength: nonNegativeNumber(0.36, { symbol: 'c', about: 'strength of the penalty' }),
    damping: positive(0.1, { symbol: 'ξ', about: 'keeps the importance of a parameter that hardly moved finite' }),
    importance: oneOf(['signed', 'relu'], 'signed', { about: 'as printed, or negative importance cut to 0' }),
  },
  state: (o, theta0) => ({
    ...descentOf(o).slots(theta0),
    path: slot('ω', like(theta0, 0)),
    importance: slot('h', like(theta0, 0)),
    anchor: slot('θ*', theta0),
  }),
  onBatch: (o) => (slots) => {
    const { theta, path, importance, anchor, batch, loss } = slots
    const near = quadratic({ strength: multiply(2, o.strength), weight: importance, centre: anchor })
    const moved = descentOf(o).step({ loss: regularize(loss(batch), near), rate: o.rate })(slots)
    const walked = pathIntegral({ gradient: grad(loss(batch))(theta), from: theta, to: moved.theta })(path)
    return { ...moved, path: walked }
  },
  onTaskEnd:
    (o) =>
    ({ theta, path, importance, anchor }) => {
      const sum = add(importance, divide(path, add(square(subtract(theta, anchor)), o.damping)))
      return {
        importance: choose(o.importance, { signed: sum, relu: maximum(sum, 0) }),
        path: like(theta, 0),
        anchor: theta,
      }
    },
})
