import {
  append,
  count,
  defineMethod,
  grad,
  gramSchmidt,
  type List,
  labelledOutput,
  metaUpdate,
  orthogonalTo,
  overSamples,
  type Params,
  perTask,
  positive,
  shuffle,
  slot,
  take,
} from '../dsl/index.ts'

/**
 * Orthogonal gradient descent (Farajtabar, Azizan, Mott & Li, AISTATS 2020, algorithm 1), with the gradient of the true label's output.
 *
 *   θ ← θ − α (g − Σᵢ ⟨vᵢ, g⟩ vᵢ),  g = ∇L_B(θ)
 *   after a task, for each of k of its examples (x, y):   v = ∇f_y(x; θ) made orthogonal to all stored and of length 1,   store v
 *
 * | symbol | option     | range |
 * | α      | `rate`     | > 0   |
 * | k      | `examples` | ≥ 0   |
 */
export const ogd = defineMethod({
  name: 'ogd',
  source:
    'Farajtabar, Azizan, Mott & Li, Orthogonal gradient descent for continual learning, AISTATS 2020, algorithm 1',
  deviations: [
    'the paper stores 200 gradients a task, and has a rate of 0.001: --set examples=200 rate=0.001',
    'the paper trains heads of tasks without projection: here they are projected as the rest is',
  ],
  options: {
    rate: positive(0.05, { symbol: 'α', about: 'learning rate' }),
    examples: count(20, { symbol: 'k', about: 'gradients stored a task' }),
  },
  state: (_, theta0) => ({ basis: slot('v', perTask(theta0)) }),
  onBatch:
    (o) =>
    ({ theta, basis, batch, loss }) => ({
      theta: metaUpdate({
        direction: orthogonalTo(basis, { orthonormal: true })(grad(loss(batch))(theta)),
        rate: o.rate,
      })(theta),
    }),
  onTaskEnd:
    (o) =>
    ({ theta, basis, data }) => ({
      basis: overSamples(take(shuffle(data), o.examples), (stored: List<Params>, x) =>
        append(stored, gramSchmidt(stored)(grad(labelledOutput(x, 'predicting'))(theta))),
      )(basis),
    }),
})
