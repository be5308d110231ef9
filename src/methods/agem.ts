import {
  count,
  defineMethod,
  draw,
  grad,
  halfSpaceProjection,
  metaUpdate,
  positive,
  push,
  ring,
  slot,
} from '../dsl/index.ts'

/**
 * Averaged gradient episodic memory (Chaudhry et al., ICLR 2019).
 *
 *   g = ∇L_B(θ),   r = ∇L_{M_k}(θ) on k examples of past tasks
 *   θ ← θ − α (g − (min(gᵀr, 0) / rᵀr) r)
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | k      | `sample` | ≥ 1, drawn without replacement; all, where fewer are held |
 */
export const agem = defineMethod({
  name: 'agem',
  source: 'Chaudhry et al., Efficient lifelong learning with A-GEM, ICLR 2019',
  deviations: ['the code keeps a ring a class; here the last examples of each task are kept, whatever their class'],
  options: {
    rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
    memory: count(10, { about: 'examples remembered of each task', per: 'task' }),
    sample: count(200, { symbol: 'k', about: 'examples of past tasks in the reference gradient', least: 1 }),
  },
  state: (o) => ({ memory: slot('M', ring(o.memory)) }),
  onBatch:
    (o) =>
    ({ theta, memory, batch, loss }) => {
      const gradient = grad(loss(batch))(theta)
      const direction = draw(memory, o.sample, (old) => halfSpaceProjection(grad(loss(old))(theta))(gradient), {
        replacement: false,
      })
      return { theta: metaUpdate({ direction, rate: o.rate })(theta), memory: push(memory, batch) }
    },
})
