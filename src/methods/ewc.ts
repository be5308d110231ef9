import {
  append,
  choose,
  defineMethod,
  gradientStep,
  nonNegativeNumber,
  oneOf,
  perTask,
  positive,
  proximalStep,
  quadraticOverTasks,
  regularize,
  slot,
} from '../dsl/index.ts'
import { informationOf, informationOptions } from './information.ts'

/**
 * Elastic weight consolidation with one penalty a past task (Kirkpatrick et al., PNAS 2017, eq. 3).
 *
 *   L(θ) = L_B(θ) + Σ_{i<t} (λ/2) Σₘ F_{i,m} (θₘ − θ*_{i,m})²,   θ ← θ − α∇L(θ)
 *
 * F_i is the diagonal Fisher information at θ*_i, the parameters after task i, by per-sample squares; what may be done to it
 * before it is kept is told with `informationOptions`.
 *
 * | symbol | option   | range |
 * | λ      | `lambda` | ≥ 0   |
 * | α      | `rate`   | > 0   |
 */
export const ewc = defineMethod({
  name: 'ewc',
  source: 'Kirkpatrick et al., Overcoming catastrophic forgetting in neural networks, PNAS 2017',
  deviations: ['the code of GEM and MER squares the gradient of a batch mean and drops the ½: neither is done here'],
  options: {
    rate: positive(0.16, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(0.84, { symbol: 'λ', about: 'strength of the penalties' }),
    step: oneOf(['explicit', 'proximal'], 'explicit', {
      about: 'descend L + penalties, or descend L and take the prox of their sum: stable for every λ',
    }),
    ...informationOptions,
  },
  state: (_o, theta0) => ({ past: perTask({ information: slot('F', theta0), anchor: slot('θ*', theta0) }) }),
  onBatch:
    (o) =>
    ({ theta, past, batch, loss }) => {
      const penalties = quadraticOverTasks({
        strength: o.lambda,
        list: past,
        each: ({ information, anchor }) => ({ weight: information, centre: anchor }),
      })
      const step = choose(o.step, {
        explicit: gradientStep({ loss: regularize(loss(batch), penalties), rate: o.rate }),
        proximal: proximalStep({ loss: loss(batch), penalty: penalties, rate: o.rate }),
      })
      return { theta: step(theta) }
    },
  onTaskEnd:
    (o) =>
    ({ theta, past, data }) => ({
      past: append(past, { information: informationOf(o)(data, theta), anchor: theta }),
    }),
})
