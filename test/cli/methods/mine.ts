import { defineMethod, gradientStep, positive } from '../../../src/dsl/index.ts'

export const mine = defineMethod({
  name: 'mine',
  source: 'a test',
  options: { rate: positive(0.05) },
  state: () => ({}),
  onBatch:
    (o) =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
})
