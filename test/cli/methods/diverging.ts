import { defineMethod, divide, positive, unit } from '../../../src/dsl/index.ts'

/** Divides by an option that may be 0. */
export const diverging = defineMethod({
  name: 'diverging',
  source: 'a test',
  options: { rate: positive(0.05, { symbol: 'α' }), momentum: unit(0.5, { symbol: 'μ' }) },
  state: () => ({}),
  onBatch:
    (o) =>
    ({ theta }) => ({ theta: divide(theta, o.momentum) }),
})
