import { expect, it } from 'vitest'
import { add, defineMethod, grad, loss, type Mode, metaUpdate } from '../../../src/dsl/index.ts'
import { derivativesOf } from '../../../src/interpreters/cost/gradients.ts'

const gradients = (...modes: readonly Mode[]) => {
  const method = defineMethod({
    name: 'modes',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta, batch }) => ({
        theta: metaUpdate({
          direction: modes.map((mode) => grad(loss(batch, mode))(theta)).reduce((a, b) => add(a, b)),
          rate: 1,
        })(theta),
      }),
  })
  return derivativesOf(method.program({}).handlers.onBatch!, { batch: 5 }, {}, 3).gradients.most
}

it('gradients on one batch at one point are one for each mode of the network', () => {
  expect(gradients('learning', 'learning')).toBe(5)
  expect(gradients('predicting', 'predicting')).toBe(5)
  expect(gradients('learning', 'predicting')).toBe(10)
})
