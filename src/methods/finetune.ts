import { defineMethod, gradientStep, positive } from '../dsl/index.ts'

/**
 * Plain stochastic gradient descent on each batch as it comes: what every other method is measured against.
 *
 *   θ ← θ − α ∇L_B(θ)
 */
export const finetune = defineMethod({
  name: 'finetune',
  source: 'the baseline called online, single or vanilla in GEM, MER and A-GEM',
  options: { rate: positive(0.03, { symbol: 'α', about: 'learning rate' }) },
  state: () => ({}),
  onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
})
