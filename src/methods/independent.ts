import { append, choose, defineMethod, gradientStep, ofTask, oneOf, perTask, positive, slot } from '../dsl/index.ts'

/**
 * A network for each task, the baseline called independent in GEM: nothing is forgotten, and little is learned from one task for
 * another.
 *
 *   θ ← θ − α∇L_B(θ);   after task t:  θₜ ← θ,  θ ← θ₀ (or as it is, with `start` previous)
 *   to predict on task τ:  θ_τ,  and θ for a task that has not ended
 *
 * | symbol | option | range |
 * | α      | `rate` | > 0   |
 *
 * It is told at test time which task an example is of; methods that are not can't do what it does.
 */
export const independent = defineMethod({
  name: 'independent',
  source: 'Lopez-Paz & Ranzato, Gradient episodic memory for continual learning, NIPS 2017, baseline “independent”',
  deviations: [
    'it is told at test time which task an example is of, as there',
    'there the hidden layers of a network are as many times narrower as there are tasks; here each task has the whole network',
    'there each network has initial parameters of its own; here all start from θ₀: --set start=previous goes on from the last task’s',
    'running statistics of a network, where it has any, are those of the last batch, whatever the task',
  ],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    start: oneOf(['initial', 'previous'], 'initial', { about: 'where the network of a task starts' }),
  },
  state: (_o, theta0) => ({ learned: slot('θ', perTask(theta0)), anchor: slot('θ*', theta0) }),
  onBatch:
    (o) =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
  onTaskEnd:
    (o) =>
    ({ theta, learned, anchor }) => ({
      learned: append(learned, theta),
      theta: choose(o.start, { initial: anchor, previous: theta }),
    }),
  predict:
    () =>
    ({ theta, learned, task }) => ({ theta: ofTask(learned, task, theta) }),
})
