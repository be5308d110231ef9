import {
  coneProjection,
  count,
  defineMethod,
  grad,
  mapTasks,
  metaUpdate,
  nonNegativeNumber,
  positive,
  push,
  ring,
} from '../../../src/dsl/index.ts'

/**
 * Gradient episodic memory: the nearest direction to the gradient that hurts the memory of no past task.
 *
 *   θ ← θ − α v,   v = argmin ‖v − ∇L_B(θ)‖² with ⟨v, ∇L_{M_k}(θ)⟩ ≥ 0 for every past task k
 */
export const gem = defineMethod({
  name: 'GEM',
  source: 'Lopez-Paz & Ranzato, NeurIPS 2017',
  options: {
    rate: positive(0.1, { symbol: 'α' }),
    memory: count(4),
    margin: nonNegativeNumber(0, { symbol: 'γ' }),
    ridge: nonNegativeNumber(0, { symbol: 'ε' }),
  },
  state: (o) => ({ memory: ring(o.memory) }),
  onBatch:
    ({ rate, margin, ridge }) =>
    ({ theta, memory, batch, loss }) => {
      const constraints = mapTasks(memory, (old) => grad(loss(old))(theta))
      const direction = coneProjection({ margin, ridge })(constraints)(grad(loss(batch))(theta))
      return { theta: metaUpdate({ rate, direction })(theta), memory: push(memory, batch) }
    },
})
