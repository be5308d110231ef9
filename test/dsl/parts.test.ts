import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  gradientStep,
  literal,
  loss,
  type Memory,
  mean,
  overSamples,
  type Params,
  push,
  ring,
  take,
  total,
  trajectory,
} from '../../src/dsl/index.ts'
import { near } from '../../src/laws/index.ts'
import { batches, thetas } from './examples.ts'
import { learner } from './learner.ts'

const step = (batch: Batch) => gradientStep({ loss: loss(batch), rate: 0.5 })
const through = (batch: Batch, size?: number) => overSamples(batch, (at: Params, x) => step(x)(at), size)
const cases = (count: number) => fc.record({ theta: thetas(8), batch: batches(count) })

describe('overSamples by parts', () => {
  it('law: with the size of the whole batch, or more, it is one step', async () => {
    const run = learner(({ theta, batch }) => ({
      whole: step(batch)(theta),
      exact: through(batch, 3)(theta),
      more: through(batch, 1e9)(theta),
    }))
    await fc.assert(
      fc.asyncProperty(cases(3), async ({ theta, batch }) => {
        const { whole, exact, more } = await run(theta, batch)
        expect(exact).toEqual(whole)
        expect(more).toEqual(whole)
      }),
    )
  })
  it('law: a part is a batch of its own, and the last may be smaller', async () => {
    const run = learner(({ theta, batch }) => {
      const parts = [take(batch, 2, 0), take(batch, 2, 2), take(batch, 1, 4)]
      const [first, second, third] = [1, 2, 3].map((n) =>
        parts.slice(0, n).reduce((at, part) => step(part)(at), theta),
      ) as [Params, Params, Params]
      const walked = trajectory(through(batch, 2))(theta)
      const lossAt = loss(batch)
      return {
        last: through(batch, 2)(theta),
        want: third,
        mean: mean(walked, lossAt),
        total: total(walked, lossAt),
        one: lossAt(first),
        two: lossAt(second),
        three: lossAt(third),
        parts: total(walked, () => literal(1)),
      }
    })
    await fc.assert(
      fc.asyncProperty(cases(5), async ({ theta, batch }) => {
        const { last, want, one, two, three, ...along } = await run(theta, batch)
        expect(near(last, want, 8, 64)).toBe(true)
        const sum = one[0]! + two[0]! + three[0]!
        expect(near(along.total, [sum], 8, 64)).toBe(true)
        expect(near(along.mean, [sum / 3], 8, 64)).toBe(true)
        expect(along.parts).toEqual([3])
      }),
    )
  })
  it('control: parts of two are not parts of one', async () => {
    const run = learner(({ theta, batch }) => ({ one: through(batch)(theta), two: through(batch, 2)(theta) }))
    const [at] = fc.sample(cases(4), { numRuns: 1, seed: 1 })
    const { one, two } = await run(at!.theta, at!.batch)
    expect(near(one, two, 8, 64)).toBe(false)
  })
  it('law: pushed part by part a memory holds the batch, with nothing of what fills the last part', async () => {
    const run = learner(
      ({ batch, memory }) => ({
        memory: overSamples(
          batch,
          (s: { readonly memory: Memory<'ring'> }, x) => ({ memory: push(s.memory, x) }),
          2,
        )({ memory: memory as Memory<'ring'> }).memory,
      }),
      { memories: { memory: ring(9) } },
    )
    await fc.assert(
      fc.asyncProperty(cases(5), async ({ theta, batch }) => {
        const held = (await run(theta, batch)).memories.memory
        if (held?._tag !== 'Memory' || held.value._tag !== 'Ring') throw new Error('a ring is expected')
        expect(held.value.tasks.map(({ seen }) => seen)).toEqual([5])
        expect(held.value.tasks[0]!.slots.flatMap(({ input }) => [...input])).toEqual([...batch.inputs])
      }),
    )
  })
})
