import { expect, it } from 'vitest'
import {
  add,
  append,
  type Batch,
  foldTasks,
  grad,
  innerLoop,
  type List,
  labelledOutput,
  multiply,
  type Params,
  perTask,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import { dense, dropout, type Network } from '../../src/networks/index.ts'
import { examples } from '../dsl/examples.ts'
import { learner } from '../dsl/learner.ts'

const width = 64
const network: Network = {
  name: 'noisy',
  layers: [dropout(0.5), dense('output', 'outputs')],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
}

/** A list of two that a loop makes grow: what each iteration gives. */
const grown = (theta: Params, each: (at: Params) => Params): List<Params> =>
  innerLoop(2, (s: { readonly at: Params; readonly seen: List<Params> }) => ({
    at: s.at,
    seen: append(s.seen, each(s.at)),
  }))({
    at: theta,
    seen: perTask<Params>(theta),
  }).seen

type Program = (sees: { readonly theta: Params; readonly batch: Batch }) => Params

const programs: Readonly<Record<string, Program>> = {
  'a loop that is unrolled, for a list that grows in it,': ({ theta, batch }) =>
    totalOverTasks(grown(theta, grad(labelledOutput(batch)))),
  'a fold over a list': ({ theta, batch }) =>
    foldTasks(
      grown(theta, (at) => at),
      (sum: Params, one: Params) => add(sum, grad(labelledOutput(batch))(one)),
    )(multiply(0, theta)),
}

it.each(Object.entries(programs))('law: %s drops others in each iteration', async (_, program) => {
  const run = learner((sees) => ({ total: program(sees) }), { network, between: { inputShape: [width], outputs: 2 } })
  const { total } = await run(Array<number>(2 * width + 2).fill(0.5), examples([Array<number>(width).fill(1)], [0]))
  // The gradient by the weights to the class is what is left of x: 0 or 2, and of two masks 0, 2 and 4.
  expect(new Set(total.slice(0, 2 * width).filter((_, i) => i % 2 === 0))).toEqual(new Set([0, 2, 4]))
})
