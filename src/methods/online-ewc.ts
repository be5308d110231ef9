import {
  add,
  choose,
  count,
  defineMethod,
  fisher,
  gradientStep,
  importanceEMA,
  like,
  multiply,
  nonNegativeNumber,
  oneOf,
  positive,
  quadratic,
  regularize,
  take,
  unit,
} from '../dsl/index.ts'

/**
 * Online elastic weight consolidation: one penalty, about the last task's parameters, with a running Fisher information
 * (Schwarz et al., Progress & Compress, ICML 2018, eq. 9).
 *
 *   L(θ) = L_B(θ) + (λ/2) Σₘ F*ₘ (θₘ − θ*ₘ)²,   F* ← ρ F* + F (sum)  or  ρ F* + (1 − ρ) F (ema),   θ* ← θ
 *
 * | symbol | option   | range  |
 * | λ      | `lambda` | ≥ 0    |
 * | ρ      | `decay`  | [0, 1] |
 * | α      | `rate`   | > 0    |
 */
export const onlineEwc = defineMethod({
  name: 'onlineEwc',
  source: 'Schwarz et al., Progress & Compress: a scalable framework for continual learning, ICML 2018',
  options: {
    rate: positive(0.03, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(100, { symbol: 'λ', about: 'strength of the penalty' }),
    decay: unit(1, { symbol: 'ρ', about: 'what is kept of the information of earlier tasks' }),
    form: oneOf(['sum', 'ema'], 'sum', { about: 'how information accumulates' }),
    fisher: oneOf(['true', 'empirical'], 'true', { about: 'labels sampled from the model, or those of the data' }),
    samples: count(1000, { about: 'examples of a task that its Fisher information is taken over', least: 1 }),
  },
  state: (_o, theta0) => ({ information: like(theta0, 0), anchor: theta0 }),
  onBatch:
    (o) =>
    ({ theta, information, anchor, batch, loss }) => {
      const near = quadratic({ strength: o.lambda, weight: information, centre: anchor })
      return { theta: gradientStep({ loss: regularize(loss(batch), near), rate: o.rate })(theta) }
    },
  onTaskEnd:
    (o) =>
    ({ theta, information, data }) => {
      const estimate = choose(o.fisher, { true: fisher('true'), empirical: fisher('empirical') })
      const current = estimate(take(data, o.samples), theta)
      const accumulated = choose(o.form, {
        sum: add(multiply(o.decay, information), current),
        ema: importanceEMA({ decay: o.decay })(information, current),
      })
      return { information: accumulated, anchor: theta }
    },
})
