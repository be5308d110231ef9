import {
  add,
  append,
  choose,
  count,
  defineMethod,
  fisher,
  gradientStep,
  mapTasks,
  nonNegativeNumber,
  type Objective,
  oneOf,
  perTask,
  positive,
  quadratic,
  take,
  totalOverTasks,
} from '../dsl/index.ts'

/**
 * Elastic weight consolidation with one penalty a past task (Kirkpatrick et al., PNAS 2017, eq. 3).
 *
 *   L(θ) = L_B(θ) + Σ_{i<t} (λ/2) Σₘ F_{i,m} (θₘ − θ*_{i,m})²,   θ ← θ − α∇L(θ)
 *
 * F_i is the diagonal Fisher information at θ*_i, the parameters after task i, by per-sample squares.
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
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(10, { symbol: 'λ', about: 'strength of the penalties' }),
    fisher: oneOf(['true', 'empirical'], 'true', { about: 'labels sampled from the model, or those of the data' }),
    samples: count(1000, { about: 'examples of a task that its Fisher information is taken over', least: 1 }),
  },
  state: (_o, theta0) => ({ past: perTask({ information: theta0, anchor: theta0 }) }),
  onBatch:
    (o) =>
    ({ theta, past, batch, loss }) => {
      const anchored: Objective = (at) =>
        totalOverTasks(
          mapTasks(past, ({ information, anchor }) =>
            quadratic({ strength: o.lambda, weight: information, centre: anchor }).value(at),
          ),
        )
      return { theta: gradientStep({ loss: (at) => add(loss(batch)(at), anchored(at)), rate: o.rate })(theta) }
    },
  onTaskEnd:
    (o) =>
    ({ theta, past, data }) => {
      const information = choose(o.fisher, { true: fisher('true'), empirical: fisher('empirical') })
      return { past: append(past, { information: information(take(data, o.samples), theta), anchor: theta }) }
    },
})
