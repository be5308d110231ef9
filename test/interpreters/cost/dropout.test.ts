import { expect, it } from 'vitest'
import { defineMethod, grad, loss, type Mode } from '../../../src/dsl/index.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { dense, dropout, fitting, flatten, type Network, relu, widened } from '../../../src/networks/index.ts'
import { between } from '../../conformance/course.ts'
import { right } from '../../methods/played.ts'

const units = 6
const net = (rate: number): Network => ({
  name: 'dropping',
  layers: [flatten, dense('first', units), relu, dropout(rate), dense('output', 'outputs')],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
})

const costOf = async (rate: number, mode: Mode, network: Network = net(rate)) => {
  const method = defineMethod({
    name: 'descent',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta, batch }) => ({ theta: grad(loss(batch, mode))(theta) }),
  })
  const length = { tasks: [4], schedule: { batch: 4 } }
  return right(await courseOf({ network, between, program: method.program({}) }, length)()).tasks[0]!.batch
}

it('a dropout costs a draw, a comparison, a choice and a product for each number, while the network learns', async () => {
  const [none, some] = [await costOf(0, 'learning'), await costOf(0.5, 'learning')]
  expect(some.forward.most - none.forward.most).toBe(4 * units * 4)
  // What is dropped is a factor of the derivative too.
  expect(some.backward.most - none.backward.most).toBe(units * 4)
  expect(some.gradients).toEqual(none.gradients)
})

it('predictions drop nothing, which costs nothing', async () => {
  expect(await costOf(0.5, 'predicting')).toEqual(await costOf(0, 'predicting'))
})

it('a wider network drops as often, of more', async () => {
  const wide = widened(net(0.5), 2)
  expect(fitting(wide, between)._tag).toBe('Right')
  expect(wide.layers[3]).toEqual(dropout(0.5))
  const [none, some] = [await costOf(0, 'learning', widened(net(0), 2)), await costOf(0.5, 'learning', wide)]
  expect(some.forward.most - none.forward.most).toBe(4 * 2 * units * 4)
})
