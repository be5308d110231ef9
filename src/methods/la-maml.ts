import { clipByNorm, defineMethod, grad, like, metaUpdate, type Params, positive, relu, slot } from '../dsl/index.ts'
import { lookAheadDeviations, lookAheadOptions, memoryOf, overGlances } from './look-ahead.ts'

/**
 * La-MAML: look-ahead MAML with learned rates (Gupta, Yadav & Paull, NeurIPS 2020). At each glance, with Q = M_k ∪ B:
 *
 *   J(θ, α) = (1/n) Σᵢ L_Q(θᵢ),   θᵢ = θᵢ₋₁ − max(α, 0) ⊙ ∇L_{xᵢ}(θᵢ₋₁),   θ₀ = θ,  x₁ … xₙ the batch in random order
 *   α ← α − η clip(∇_α J),   then   θ ← θ − max(α, 0) ⊙ clip(∇_θ J)
 *
 * | symbol | option        | range |
 * | α₀     | `rate`        | > 0   |
 * | η      | `rateOfRates` | > 0   |
 * | k      | `replay`      | ≥ 0   |
 *
 * Where layers normalise, an inner step has the statistics of its one example (`overGlances`).
 */
export const laMaml = defineMethod({
  name: 'laMaml',
  source: 'Gupta, Yadav & Paull, La-MAML: look-ahead meta learning for continual learning, NeurIPS 2020, algorithm 2',
  deviations: lookAheadDeviations,
  options: {
    rate: positive(0.15, { symbol: 'α₀', about: 'initial learning rate of every parameter' }),
    rateOfRates: positive(0.3, { symbol: 'η', about: 'learning rate of the learning rates' }),
    ...lookAheadOptions,
  },
  state: (o, theta0) => ({ rate: slot('α', like(theta0, o.rate)), memory: memoryOf(o) }),
  onBatch: (o) => (slots) =>
    overGlances<{ readonly theta: Params; readonly rate: Params }>(o, slots, ({ theta, rate }, ahead) => {
      const g = clipByNorm(o.clip)(grad(ahead)({ theta, rate }))
      const learned = metaUpdate({ direction: g.rate, rate: o.rateOfRates })(rate)
      return { theta: metaUpdate({ direction: g.theta, rate: relu(learned) })(theta), rate: learned }
    })({ theta: slots.theta, rate: slots.rate }),
})
