import { defineMethod } from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

/**
 * Plain descent on each batch as it comes: what every other method is measured against.
 *
 *   θ ← θ − α ∇L_B(θ),  or a step of momentum or Adam
 *
 * | symbol | option      | range |
 * | α      | `rate`      | > 0   |
 * | α₁     | `lastRate`  | ≥ 0, reached after `over` batches if `schedule` is `linear` or `cosine` |
 *
 * What an optimiser has gathered is kept from task to task.
 */
export const finetune = defineMethod({
  name: 'finetune',
  source: 'the baseline called online, single or vanilla in GEM, MER and A-GEM',
  options: descentOptions('sgd', 0.022),
  state: (o, theta0) => descentOf(o).slots(theta0),
  onBatch: (o) => (slots) => descentOf(o).step({ loss: slots.loss(slots.batch), rate: o.rate })(slots),
})
