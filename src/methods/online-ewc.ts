import {
  add,
  choose,
  defineMethod,
  gradientStep,
  importanceEMA,
  like,
  multiply,
  nonNegativeNumber,
  oneOf,
  positive,
  proximalStep,
  quadratic,
  regularize,
  slot,
  unit,
} from '../dsl/index.ts'
import { informationOf, informationOptions } from './information.ts'

/**
 * Online elastic weight consolidation: one penalty, about the last task's parameters, with a running Fisher information
 * (Schwarz et al., Progress & Compress, ICML 2018, eq. 9).
 *
 *   L(θ) = L_B(θ) + (λ/2) Σₘ F*ₘ (θₘ − θ*ₘ)²,   F* ← ρ F* + F (sum)  or  ρ F* + (1 − ρ) F (ema),   θ* ← θ
 *
 * The paper’s penalty has ρ F* in the place of F*: that is `penalty` decayed. On a quadratic loss the parameters after a task are then
 * the mean over tasks weighted by ρ to the power of their age; without it earlier tasks weigh more by a power.
 *
 * | symbol | option   | range  |
 * | λ      | `lambda` | ≥ 0    |
 * | ρ      | `decay`  | [0, 1] |
 * | α      | `rate`   | > 0    |
 *
 * F is the diagonal Fisher information of the task at the parameters after it; `informationOptions` tells what may be done to it.
 */
export const onlineEwc = defineMethod({
  name: 'onlineEwc',
  source: 'Schwarz et al., Progress & Compress: a scalable framework for continual learning, ICML 2018, eq. 9',
  deviations: [
    'the paper multiplies the information by ρ in the penalty as well as where it accumulates: --set penalty=decayed; most codes do not',
  ],
  options: {
    rate: positive(0.13, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(10, { symbol: 'λ', about: 'strength of the penalty' }),
    decay: unit(0.9, { symbol: 'ρ', about: 'what is kept of the information of earlier tasks' }),
    step: oneOf(['explicit', 'proximal'], 'explicit', {
      about: 'descend L + penalty, or descend L and take the prox of the penalty: stable for every λ',
    }),
    form: oneOf(['sum', 'ema'], 'sum', { about: 'how information accumulates' }),
    penalty: oneOf(['kept', 'decayed'], 'kept', {
      about: 'the information in the penalty: as kept, or times ρ once more',
    }),
    ...informationOptions,
  },
  state: (_o, theta0) => ({ information: slot('F*', like(theta0, 0)), anchor: slot('θ*', theta0) }),
  onBatch:
    (o) =>
    ({ theta, information, anchor, batch, loss }) => {
      const weight = choose(o.penalty, { kept: information, decayed: multiply(o.decay, information) })
      const near = quadratic({ strength: o.lambda, weight, centre: anchor })
      const step = choose(o.step, {
        explicit: gradientStep({ loss: regularize(loss(batch), near), rate: o.rate }),
        proximal: proximalStep({ loss: loss(batch), penalty: near, rate: o.rate }),
      })
      return { theta: step(theta) }
    },
  onTaskEnd:
    (o) =>
    ({ theta, information, data }) => {
      const current = informationOf(o)(data, theta)
      const accumulated = choose(o.form, {
        sum: add(multiply(o.decay, information), current),
        ema: importanceEMA({ decay: o.decay })(information, current),
      })
      return { information: accumulated, anchor: theta }
    },
})
