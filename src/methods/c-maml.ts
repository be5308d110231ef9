import { clipByNorm, defineMethod, grad, metaUpdate, type Params, positive } from '../dsl/index.ts'
import { lookAheadDeviations, lookAheadOptions, memoryOf, overGlances } from './look-ahead.ts'

/**
 * C-MAML: continual MAML with fixed rates. J as in `laMaml`, with the same α for every parameter.
 *
 *   θ ← θ − β clip(∇_θ J(θ, α))
 *
 * | symbol | option  | range |
 * | α      | `rate`  | > 0   |
 * | β      | `outer` | > 0   |
 *
 * Where layers normalise, an inner step has the statistics of its one example (`overGlances`).
 */
export const cMaml = defineMethod({
  name: 'cMaml',
  source: 'Gupta, Yadav & Paull, La-MAML: look-ahead meta learning for continual learning, NeurIPS 2020, algorithm 1',
  deviations: lookAheadDeviations,
  options: {
    rate: positive(0.03, { symbol: 'α', about: 'inner learning rate' }),
    outer: positive(0.1, { symbol: 'β', about: 'learning rate of the parameters' }),
    ...lookAheadOptions,
  },
  state: (o) => ({ memory: memoryOf(o) }),
  onBatch: (o) => (slots) =>
    overGlances<{ readonly theta: Params }>(o, slots, ({ theta }, ahead) => {
      const direction = clipByNorm(o.clip)(grad((at: Params) => ahead({ theta: at, rate: o.rate }))(theta))
      return { theta: metaUpdate({ direction, rate: o.outer })(theta) }
    })({ theta: slots.theta }),
})
