import {
  abs,
  add,
  choose,
  coneProjection,
  count,
  defineMethod,
  dot,
  grad,
  largest,
  less,
  mapTasks,
  metaUpdate,
  multiply,
  nonNegativeNumber,
  oneOf,
  positive,
  push,
  rescaled,
  ring,
  select,
  slot,
  subtract,
  totalOverTasks,
} from '../dsl/index.ts'

/**
 * Gradient episodic memory (Lopez-Paz & Ranzato, NIPS 2017).
 *
 *   g = ∇L_B(θ),   G = the rows ∇L_{M_k}(θ), one a past task
 *   v* = argmin_v ½ vᵀGGᵀv + gᵀGᵀv,  v ≥ 0;    θ ← θ − α (Gᵀ(v* + γ) + g),  and by g alone where Gg ≥ 0
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | γ      | `margin` | ≥ 0   |
 */
export const gem = defineMethod({
  name: 'gem',
  source: 'Lopez-Paz & Ranzato, Gradient episodic memory for continual learning, NIPS 2017, eq. 8–11',
  deviations: [
    'the code solves with v ≥ γ and a ridge of 0.001 in place of adding γ to v*: --set form=code',
    'the code’s ring goes on writing at a task change where it was, and drops what does not fit in a round',
  ],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    memory: count(10, { about: 'examples remembered of each task', per: 'task' }),
    margin: nonNegativeNumber(0.5, { symbol: 'γ', about: 'pull towards past tasks where one would be hurt' }),
    form: oneOf(['paper', 'code'], 'paper', { about: 'what the margin is added to' }),
  },
  state: (o) => ({ memory: slot('M', ring(o.memory)) }),
  onBatch:
    (o) =>
    ({ theta, memory, batch, loss }) => {
      const gradient = grad(loss(batch))(theta)
      const past = mapTasks(memory, (m) => grad(loss(m))(theta))
      const projected = coneProjection()(past)(gradient)
      const violations = totalOverTasks(mapTasks(past, (g) => select(less(dot(g, gradient), 0), 1, 0)))
      // The projection is g itself unless a product is below 0; where those are too small or too large to be told by, too.
      const isViolated = rescaled(less(0, violations), less(0, largest(abs(subtract(projected, gradient)))))
      const pull = multiply(select(isViolated, o.margin, 0), totalOverTasks(past))
      const direction = choose(o.form, {
        paper: add(projected, pull),
        code: coneProjection({ margin: o.margin, ridge: 0.001 })(past)(gradient),
      })
      return { theta: metaUpdate({ direction, rate: o.rate })(theta), memory: push(memory, batch) }
    },
})
