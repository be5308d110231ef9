import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  add,
  expectation,
  grad,
  innerLoop,
  literal,
  loss,
  mean,
  overSamples,
  type Params,
  subtract,
  trajectory,
} from '../../src/dsl/index.ts'
import { examples } from './examples.ts'
import { learner } from './learner.ts'

const weighing = (...weights: readonly number[]): HostBatch => ({
  ...examples(
    weights.map((_, i) => [1, i, -2]),
    weights.map((_, i) => i % 2),
  ),
  weights: Float32Array.from(weights),
})
const theta = [0.5, -0.25, 1, 0, -1, 0.75, 0.125, 0.25]

describe('examples of weight 0', () => {
  const run = learner(({ theta: at, batch }) => {
    const slope = (from: Params): Params => expectation(batch, (x) => grad(loss(x))(from))
    const parts = (from: Params): Params => expectation(batch, (x) => grad(loss(x))(from), 2)
    return {
      mean: slope(at),
      one: expectation(batch, () => literal(1)),
      looped: innerLoop(2, (s: Params) => subtract(s, slope(s)))(at),
      parted: innerLoop(2, (s: Params) => subtract(s, parts(s)))(at),
      ones: innerLoop(3, (n: { readonly sum: Params }) => ({
        sum: add(
          n.sum,
          expectation(batch, () => literal(1)),
        ),
      }))({ sum: at }).sum,
      along: mean(trajectory(2, (s: Params) => subtract(s, slope(s)))(at), () => expectation(batch, () => literal(1))),
      differentiated: grad((p: Params) => loss(batch)(subtract(p, slope(p))))(at),
      walked: overSamples(batch, (s: Params, x) => subtract(s, grad(loss(x))(s)))(at),
    }
  })
  it('law: an expectation over a total weight of 0 is 0, in a loop and along one too', async () => {
    for (const weights of [[0], [0, 0, 0]]) {
      const got = await run(theta, weighing(...weights))
      expect(got.mean).toEqual(theta.map(() => 0))
      expect(got.one).toEqual([0])
      expect(got.looped).toEqual(theta)
      expect(got.parted).toEqual(theta)
      expect(got.ones).toEqual(theta)
      expect(got.along).toEqual([0])
      expect(got.differentiated).toEqual(theta.map(() => 0))
      expect(got.walked).toEqual(theta)
    }
  })
  it('law: those of weight 0 change nothing beside others', async () => {
    const [alone, beside] = [await run(theta, weighing(1)), await run(theta, weighing(1, 0, 0))]
    for (const name of ['mean', 'one', 'looped', 'parted', 'ones', 'along', 'differentiated', 'walked'] as const)
      expect(beside[name]).toEqual(alone[name])
    // Control: with a weight they do.
    expect((await run(theta, weighing(1, 1, 0))).looped).not.toEqual(alone.looped)
    expect(alone.ones).toEqual(theta.map((x) => x + 3))
  })
})
