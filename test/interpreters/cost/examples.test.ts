import { describe, expect, it } from 'vitest'
import {
  type Batch,
  defineMethod,
  draw,
  grad,
  gradientStep,
  innerLoop,
  join,
  loss,
  type Memory,
  mapTasks,
  overSamples,
  type Params,
  push,
  reservoir,
  ring,
  shuffle,
  take,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { derivativesOf, type Extent } from '../../../src/interpreters/cost/index.ts'
import { joined, type Rows, repeated, taken, thereIn } from '../../../src/interpreters/cost/rows.ts'

type Kept = 'reservoir' | 'ring'
type Slots<K extends Kept = 'reservoir'> = { readonly theta: Params; readonly memory: Memory<K> }
type Learns<K extends Kept = 'reservoir'> = (slots: Slots<K> & { readonly batch: Batch }) => { readonly theta: Params }

const step = (x: Batch) => gradientStep({ loss: loss(x), rate: 0.1 })

/** How many gradients a handler takes on a batch of 5, where its memory reaches so far. */
const counted =
  <K extends Kept>(kept: Memory<K>) =>
  (onBatch: Learns<K>, memory: Extent): number => {
    const method = defineMethod({
      name: 'counted',
      source: 'a test',
      options: {},
      state: () => ({ memory: kept }),
      onBatch: () => (slots) => onBatch(slots),
    })
    const { least, most } = derivativesOf(method.program({}).handlers.onBatch!, { batch: 5 }, { memory }, 3).gradients
    expect(least).toBe(most)
    return most
  }
const gradients = counted(reservoir(4))
const ofRing = counted(ring(4))

const holding = (held: number): Extent => ({ _tag: 'Reservoir', capacity: 4, held })
const without = { replacement: false }

describe('examples that are there', () => {
  it('a memory that fills in a loop gives to each sample what was pushed before it, up to its room', () => {
    const filling: Learns = ({ theta, memory, batch }) =>
      overSamples(batch, (s: Slots, x) => ({
        theta: draw(s.memory, 3, (old) => step(join(old, x))(s.theta), without),
        memory: push(s.memory, x),
      }))({ theta, memory })
    expect(gradients(filling, holding(0))).toBe(5 + (0 + 1 + 2 + 3 + 3))
    expect(gradients(filling, holding(2))).toBe(5 + (2 + 3 + 3 + 3 + 3))
  })
  it('and in loops within loops, where each turn goes on from the last', () => {
    const twice: Learns = ({ theta, memory, batch }) =>
      innerLoop(2, (outer: Slots) =>
        overSamples(batch, (s: Slots, x) => ({
          theta: draw(s.memory, 9, (old) => step(old)(s.theta), without),
          memory: push(s.memory, x),
        }))(outer),
      )({ theta, memory })
    expect(gradients(twice, holding(0))).toBe(0 + 1 + 2 + 3 + 4 + 5 * 4)
  })
  it('after a loop it holds what its last turn left', () => {
    const after: Learns = ({ theta, memory, batch }) => {
      const filled = overSamples(
        batch,
        (m: { readonly memory: Memory }, x) => ({ memory: push(m.memory, x) }),
        2,
      )({
        memory,
      }).memory
      return { theta: draw(filled, 9, (old) => step(old)(theta), without) }
    }
    expect(gradients(after, holding(0))).toBe(4)
  })
  it('parts are told by where examples lie: a joined draw comes first, filled up or not', () => {
    const part =
      (from: number): Learns =>
      ({ theta, memory, batch }) => ({
        theta: draw(memory, 3, (old) => step(take(join(old, batch), 4, from))(theta), without),
      })
    expect([0, 1, 2].map((held) => gradients(part(0), holding(held)))).toEqual([1, 2, 3])
    expect([0, 1, 2, 3].map((held) => gradients(part(1), holding(held)))).toEqual([2, 2, 3, 4])
    // Rows after the last are none.
    expect(gradients(part(6), holding(0))).toBe(2)
  })
  it('all samples of a batch are the batch, in whatever order', () => {
    const mixed: Learns = ({ theta, memory, batch }) => ({
      theta: draw(memory, 3, (old) => overSamples(shuffle(join(batch, old)), (at: Params, x) => step(x)(at), 3)(theta)),
    })
    expect([0, 1, 4].map((held) => gradients(mixed, holding(held)))).toEqual([5, 8, 8])
  })
  it('of a ring past tasks are drawn from, each with what it has, whatever the event pushes', () => {
    const past = (counts: readonly number[]): Extent => ({ _tag: 'Ring', capacity: 4, past: counts })
    const drawing: Learns<'ring'> = ({ theta, memory, batch }) => ({
      theta: draw(push(memory, batch), 9, (old) => step(old)(theta), without),
    })
    expect([[], [4], [4, 1, 0]].map((counts) => ofRing(drawing, past(counts)))).toEqual([0, 4, 5])
    const each: Learns<'ring'> = ({ theta, memory }) => ({
      theta: totalOverTasks(mapTasks(memory, (m) => grad(loss(m))(theta))),
    })
    expect([[], [4], [4, 1, 0]].map((counts) => ofRing(each, past(counts)))).toEqual([0, 4, 5])
  })
  it('a loop longer than anybody looks is no hang: a memory that is full stays full', () => {
    const long: Learns = ({ theta, memory, batch }) =>
      innerLoop(1e9, (s: Slots) => ({
        theta: draw(s.memory, 9, (old) => step(old)(s.theta), without),
        memory: push(s.memory, batch),
      }))({ theta, memory })
    const start = performance.now()
    expect(gradients(long, holding(0))).toBe(9e9)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('rows', () => {
  const some: Rows = { count: 5, there: [[1, 3]] }
  it('are joined, taken from and repeated where they lie', () => {
    expect(joined(some, some)).toEqual({
      count: 10,
      there: [
        [1, 3],
        [6, 8],
      ],
    })
    expect(joined({ count: 2, there: [[0, 2]] }, { count: 3, there: [[0, 1]] })).toEqual({ count: 5, there: [[0, 3]] })
    expect(taken(joined(some, some), 2, 5)).toEqual({
      count: 5,
      there: [
        [0, 1],
        [4, 5],
      ],
    })
    expect(repeated(some, 3)).toEqual({ count: 15, there: [[3, 9]] })
  })
  it('joined to themselves again and again are as many, and few stretches', () => {
    const many = Array.from({ length: 30 }).reduce<Rows>((so) => joined(so, so), some)
    expect(thereIn(many)).toBe(2 * 2 ** 30)
    expect(many.count).toBe(5 * 2 ** 30)
    expect(many.there.length).toBeLessThanOrEqual(2000)
  })
})
