import { expect, it } from 'vitest'
import {
  add,
  defineMethod,
  dot,
  gaussian,
  grad,
  hessianTrace,
  loss,
  multiply,
  type Params,
  reparameterised,
  type Scalar,
  uniform,
} from '../../../src/dsl/index.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { layoutOf, sizeOfLayout } from '../../../src/networks/index.ts'
import { between, network } from '../../conformance/course.ts'
import { right } from '../../methods/played.ts'

const size = sizeOfLayout(layoutOf(network, between))

const costOf = async (theta: (at: Params, objective: (p: Params) => Scalar) => Params) => {
  const method = defineMethod({
    name: 'noisy',
    source: 'a test',
    options: {},
    state: () => ({}),
    onBatch:
      () =>
      ({ theta: at, batch }) => ({ theta: theta(at, loss(batch)) }),
  })
  const length = { tasks: [4], schedule: { batch: 4 } }
  return right(await courseOf({ network, between, program: method.program({}) }, length)()).tasks[0]!.batch
}

it('a uniform number is an operation, and a normal one what its quantile takes more', async () => {
  const [none, even, normal] = [
    await costOf((at) => add(at, at)),
    await costOf((at) => add(at, uniform(at))),
    await costOf((at) => add(at, gaussian(at))),
  ]
  expect(even.rest.most - none.rest.most).toBe(size)
  // 2u − 1, w, two polynomials of degree 8 in w and √w, which of them, and √2 x p.
  expect(normal.rest.most - even.rest.most).toBe(size * (2 + 5 + (1 + 16) + (2 + 16) + 2 + 2))
})

it('noise is no derivative: what it is added to is differentiated, and what it is like is not', async () => {
  const plain = await costOf((_, objective) => grad(objective)(_))
  const noisy = await costOf((at, objective) =>
    grad((mean: Params) => objective(reparameterised({ mean, deviation: 0.5 })))(at),
  )
  const like = await costOf((at, objective) => multiply(0, gaussian(grad(objective)(at))))
  expect([noisy.gradients, noisy.hessianProducts]).toEqual([plain.gradients, plain.hessianProducts])
  expect(like.backward.most).toBe(0)
  const inside = await costOf((at, objective) =>
    grad((p: Params) => dot(p, multiply(gaussian(p), gaussian(grad(objective)(p)))))(at),
  )
  expect(inside.hessianProducts.most).toBe(0)
  const trace = await costOf((at, objective) => multiply(hessianTrace(objective)(at), at))
  expect(trace.hessianProducts.most).toBe(plain.gradients.most)
})
