import { clipByNorm, defineMethod, grad, like, metaUpdate, type Params, positive, slot } from '../dsl/index.ts'
import { lookAheadDeviations, lookAheadOptions, memoryOf, overGlances } from './look-ahead.ts'

/**
 * Sync La-MAML: rates are learned for the inner steps; the outer step has one rate of its own. J as in `laMaml`.
 *
 *   α ← α − η clip(∇_α J),   θ ← θ − β clip(∇_θ J)
 *
 * | symbol | option        | range |
 * | α₀     | `rate`        | > 0   |
 * | η      | `rateOfRates` | > 0   |
 * | β      | `outer`       | > 0   |
 *
 * Where layers normalise, an inner step has the statistics of its one example (`overGlances`).
 */
export const syncLaMaml = defineMethod({
  name: 'syncLaMaml',
  source: 'Gupta, Yadav & Paull, La-MAML: look-ahead meta learning for continual learning, NeurIPS 2020, Sync',
  deviations: lookAheadDeviations,
  options: {
    rate: positive(0.15, { symbol: 'α₀', about: 'initial inner learning rate of every parameter' }),
    rateOfRates: positive(0.1, { symbol: 'η', about: 'learning rate of the learning rates' }),
    outer: positive(0.1, { symbol: 'β', about: 'learning rate of the parameters' }),
    ...lookAheadOptions,
  },
  state: (o, theta0) => ({ rate: slot('α', like(theta0, o.rate)), memory: memoryOf(o) }),
  onBatch: (o) => (slots) =>
    overGlances<{ readonly theta: Params; readonly rate: Params }>(o, slots, ({ theta, rate }, ahead) => {
      const g = clipByNorm(o.clip)(grad(ahead)({ theta, rate }))
      return {
        theta: metaUpdate({ direction: g.theta, rate: o.outer })(theta),
        rate: metaUpdate({ direction: g.rate, rate: o.rateOfRates })(rate),
      }
    })({ theta: slots.theta, rate: slots.rate }),
})
