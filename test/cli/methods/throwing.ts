import { defineMethod, positive } from '../../../src/dsl/index.ts'

export const throwing = defineMethod({
  name: 'throwing',
  source: 'a test',
  options: { rate: positive(0.05) },
  state: () => ({}),
  onBatch: () => () => {
    throw new Error('no such thing')
  },
})
