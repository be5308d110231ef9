import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  all,
  classBalanced,
  draw,
  field,
  grad,
  innerLoop,
  join,
  loss,
  type Memory,
  mapTasks,
  push,
  reservoir,
  ring,
  slidingWindow,
  subtract,
  sumOver,
  totalOverTasks,
} from '../../src/dsl/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { chiSquare } from '../random/chiSquare.ts'
import { batches, examples, thetas } from './examples.ts'
import { type At, learner } from './learner.ts'
import { balanced, scales, weigh, weights } from './scales.ts'

type Held = NonNullable<At['memories']>

const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0)

/** The exponents of the weights that a reservoir holds. */
const heldIn = (memories: Held): readonly number[] => {
  const slot = memories.memory
  if (slot?._tag !== 'Memory' || slot.value._tag !== 'Reservoir') throw new Error('a reservoir is expected')
  return slot.value.slots.map(({ input }) => Math.log2(input[0]!))
}

const filling = (capacity: number, inclusive: boolean) =>
  learner(({ memory, batch }) => ({ memory: push(memory, batch) }), {
    ...scales,
    memories: { memory: reservoir(capacity, {}, { inclusive }) },
  })

describe('slidingWindow', () => {
  it('law: holds the last of what was pushed, and of these no more than its capacity', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), async (capacity, n) => {
        const fill = learner(({ memory, batch }) => ({ memory: push(memory, batch) }), {
          ...scales,
          memories: { memory: slidingWindow(capacity) },
        })
        const first = await fill(balanced, weights(0, 1, 2, 3), { seed: 7, batch: 0 })
        const next = Array.from({ length: n }, (_, i) => 4 + i)
        const { memories } = await fill(balanced, weights(...next), { seed: 7, batch: 1, memories: first.memories })
        const last = [0, 1, 2, 3, ...next].slice(-capacity)
        expect([...heldIn(memories)].sort((a, b) => a - b)).toEqual(last)
      }),
      { numRuns: 30 },
    ))
})

describe('reservoir', () => {
  const [seen, capacity, runs] = [6, 2, 1500]
  /** How often each of the examples is held in the end, when they come in two batches. */
  const kept = async (inclusive: boolean): Promise<readonly number[]> => {
    const fill = filling(capacity, inclusive)
    const counts = Array.from({ length: seen }, () => 0)
    const [start] = fc.sample(fc.nat(2 ** 30), 1)
    for (let seed = start!; seed < start! + runs; seed++) {
      const first = await fill(balanced, weights(0, 1, 2, 3), { seed, batch: 0 })
      const { memories } = await fill(balanced, weights(4, 5), { seed, batch: 1, memories: first.memories })
      for (const exponent of heldIn(memories)) counts[exponent] = counts[exponent]! + 1
    }
    return counts
  }
  it('law: after n examples each of them is held with chance capacity / n', async () => {
    const counts = await kept(false)
    expect(counts.reduce((a, b) => a + b, 0)).toBe(capacity * runs)
    expect(chiSquare(counts)).toBeLessThan(5)
  })
  it('control: with the inclusive draw of the original code the first ones are favoured, and it shows', async () => {
    const counts = await kept(true)
    // The chance of each: 2/n of all, but the last of six gets in with 2/7 instead of 2/6.
    expect(counts[0]! + counts[1]!).toBeGreaterThan(counts[4]! + counts[5]!)
    expect(chiSquare(counts)).toBeGreaterThan(5)
  })
  it('law: holds all that was pushed, in order, until it is full; of capacity 0 nothing', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(6), fc.integer({ min: 1, max: 6 }), async (capacity, n) => {
        const exponents = Array.from({ length: n }, (_, i) => i)
        const held = heldIn((await filling(capacity, false)(balanced, weights(...exponents))).memories)
        expect(held.length).toBe(Math.min(capacity, n))
        if (n <= capacity) expect(held).toEqual(exponents)
      }),
      { numRuns: 40 },
    ))
  it('law: padding is not remembered', async () => {
    const batch = { ...weights(0, 1, 2), weights: Float32Array.of(1, 0, 1) }
    expect(heldIn((await filling(4, false)(balanced, batch)).memories)).toEqual([0, 2])
  })
})

describe('classBalanced', () => {
  const classes = 4
  /** Examples numbered from `from` on, of these classes. */
  const labelled = (labels: readonly number[], from: number) =>
    examples(
      labels.map((_, i) => [from + i]),
      labels,
      { classes },
    )
  const labelsIn = (memories: Held): readonly number[] => {
    const slot = memories.memory
    if (slot?._tag !== 'Memory' || slot.value._tag !== 'Reservoir') throw new Error('a reservoir is expected')
    return slot.value.slots.map(({ target }) => target.indexOf(1))
  }
  const sized = (memory: Memory<'reservoir'>) =>
    learner(({ memory, batch }) => ({ memory: push(memory, batch) }), {
      between: { inputShape: [1], outputs: classes },
      memories: { memory },
    })
  const counted = (labels: readonly number[]): readonly number[] =>
    Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length)
  /** What is held after some batches, and what was seen, by class. */
  const filled = async (memory: Memory<'reservoir'>, lists: readonly (readonly number[])[], seed: number) => {
    const fill = sized(memory)
    let memories: Held = {}
    let from = 0
    for (const [batch, labels] of lists.entries()) {
      memories = (
        await fill(
          Array.from({ length: 2 * classes }, () => 0),
          labelled(labels, from),
          { seed, batch, memories },
        )
      ).memories
      from += labels.length
    }
    return { held: counted(labelsIn(memories)), seen: counted(lists.flat()) }
  }
  const apart = ({ held, seen }: { readonly held: readonly number[]; readonly seen: readonly number[] }): number => {
    const short = held.filter((m, c) => m < seen[c]!)
    return short.length === 0 ? 0 : Math.max(...short) - Math.min(...short)
  }
  const lists = fc.array(fc.array(fc.nat(classes - 1), { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 6 })
  it('law: classes of which it has seen more than it holds are held in numbers at most one apart, and it is full', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9 }), lists, fc.nat(99), async (capacity, lists, seed) => {
        const after = await filled(classBalanced(capacity), lists, seed)
        expect(apart(after)).toBeLessThanOrEqual(1)
        expect(sum(after.held)).toBe(Math.min(capacity, sum(after.seen)))
        // None of a class is let go while another is held more often.
        after.held.forEach((m, c) => {
          if (m < after.seen[c]!) expect(m).toBeGreaterThanOrEqual(Math.max(...after.held) - 1)
        })
      }),
      { numRuns: 60 },
    ))
  it('control: a reservoir does not hold them so', async () => {
    const uneven = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 1, 1, 1],
    ]
    const all = await Promise.all(Array.from({ length: 10 }, (_, seed) => filled(reservoir(6), uneven, seed)))
    expect(Math.max(...all.map(apart))).toBeGreaterThan(1)
  })
  it('law: of a class each example is held as probably as any other', async () => {
    const fill = sized(classBalanced(3))
    const counts = Array.from({ length: 6 }, () => 0)
    const [start] = fc.sample(fc.nat(2 ** 30), 1)
    for (let seed = start!; seed < start! + 1500; seed++) {
      const zeros = Array.from({ length: 2 * classes }, () => 0)
      const first = await fill(zeros, labelled([0, 0, 0, 0], 0), { seed, batch: 0 })
      const { memories } = await fill(zeros, labelled([0, 0], 4), { seed, batch: 1, memories: first.memories })
      const slot = memories.memory
      if (slot?._tag === 'Memory' && slot.value._tag === 'Reservoir')
        for (const { input } of slot.value.slots) counts[input[0]!]! += 1
    }
    expect(sum(counts)).toBe(3 * 1500)
    expect(chiSquare(counts)).toBeLessThan(5)
  })
})

describe('all', () => {
  const run = learner(
    ({ memory, past, batch, theta }) => ({
      mean: weigh(all(memory), theta),
      held: sumOver(all(memory), field(all(memory), 'weight')),
      old: weigh(all(past), theta),
      memory: push(memory, batch),
      past: push(past, batch),
    }),
    { ...scales, memories: { memory: reservoir(3), past: ring(2) } },
  )
  it('law: it is what the memory holds, and padding; of a ring what past tasks have', async () => {
    const first = await run(balanced, weights(0, 1), { task: 0 })
    const second = await run(balanced, weights(2), { task: 1, memories: first.memories })
    const third = await run(balanced, weights(3), { task: 2, memories: second.memories })
    expect([first.mean, first.held, first.old]).toEqual([[0], [0], [0]])
    expect([second.mean, second.held, second.old]).toEqual([[2.5], [2], [2.5]])
    expect([third.mean, third.held, third.old]).toEqual([[7], [3], [7]])
  })
  it('law: in a loop it is what the memory holds then', async () => {
    const looped = learner(
      ({ memory, batch, theta }) => {
        const start = { so: subtract(0, 0), kept: memory }
        return {
          so: innerLoop(3, ({ so, kept }: typeof start) => ({
            so: add(so, sumOver(all(kept), field(all(kept), 'weight'))),
            kept: push(kept, batch),
          }))(start).so,
          mean: weigh(all(memory), theta),
        }
      },
      { ...scales, memories: { memory: reservoir(5) } },
    )
    // Nothing, then two, then four of two batches.
    expect((await looped(balanced, weights(0, 1))).so).toEqual([6])
  })
})

describe('ring', () => {
  const capacity = 3
  const run = learner(
    ({ memory, batch, theta }) => ({
      total: totalOverTasks(mapTasks(memory, (m, task) => subtract(weigh(m, theta), task))),
      drawn: draw(memory, 64, (m) => weigh(m, theta), { replacement: false }),
      memory: push(memory, batch),
    }),
    { ...scales, memories: { memory: ring(capacity) } },
  )
  it('law: keeps the last examples of each task, shows those of past tasks, and hides the present one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (tasks) => {
          let memories: Held = {}
          const past: number[][] = []
          for (const [task, lists] of tasks.entries()) {
            const own: number[] = []
            for (const [batch, exponents] of lists.entries()) {
              const result = await run(balanced, weights(...exponents), { task, batch, memories })
              const means = past.map((list) => list.reduce((so, e) => so + 4 ** e, 0) / list.length)
              const all = past.flat()
              const mean = all.reduce((so, e) => so + 4 ** e, 0) / Math.max(1, all.length)
              expect(near(result.total, [means.reduce((so, x, t) => so + x - t, 0)], 32, 4 ** 9)).toBe(true)
              expect(near(result.drawn, [mean], 32, 4 ** 9)).toBe(true)
              memories = result.memories
              own.push(...exponents)
            }
            past.push(own.slice(-capacity))
          }
        },
      ),
      { numRuns: 30 },
    ))
})

describe('a ring carried through a loop under another name', () => {
  const run = learner(
    ({ memory, batch, theta }) => {
      const start = { so: subtract(0, 0), kept: memory }
      const looped = innerLoop(3, ({ so, kept }: typeof start) => ({
        so: add(so, totalOverTasks(mapTasks(kept, (m) => weigh(m, theta)))),
        kept: push(kept, batch),
      }))(start)
      return { so: looped.so, memory: looped.kept }
    },
    { ...scales, memories: { memory: ring(4) } },
  )
  it('law: shows the same past tasks at every iteration, however much is pushed of the present one', async () => {
    const first = await run(balanced, weights(0, 1), { task: 0 })
    const second = await run(balanced, weights(2), { task: 1, memories: first.memories })
    const third = await run(balanced, weights(3), { task: 2, memories: second.memories })
    // Three times (1 + 4)/2, then with it three times 16.
    expect([first.so, second.so, third.so]).toEqual([[0], [7.5], [55.5]])
  })
})

describe('padding', () => {
  const run = learner(
    ({ memory, batch, theta }) => ({
      ...draw(memory, 5, (old) => ({
        alone: loss(old)(theta),
        slope: grad(loss(old))(theta),
        joined: loss(join(batch, old))(theta),
        before: loss(join(old, batch))(theta),
        slopeJoined: grad(loss(join(batch, old)))(theta),
      })),
      none: draw(memory, 0, (old) => loss(join(old, batch))(theta)),
      plain: loss(batch)(theta),
      slopePlain: grad(loss(batch))(theta),
    }),
    { memories: { memory: reservoir(4) } },
  )
  it('law: examples drawn from an empty memory have loss 0 and gradient 0, and change no other', () =>
    fc.assert(
      fc.asyncProperty(thetas(8), batches(3), async (theta, batch) => {
        const r = await run(theta, batch)
        expect(
          same(r.alone, [0]) &&
            same(
              r.slope,
              theta.map(() => 0),
            ),
        ).toBe(true)
        for (const other of [r.joined, r.before, r.none]) expect(near(other, r.plain, 16, 1)).toBe(true)
        expect(near(r.slopeJoined, r.slopePlain, 16, 1)).toBe(true)
      }),
    ))
  it('law: a memory that holds less than is drawn without replacement counts what it holds', () =>
    fc.assert(
      fc.asyncProperty(thetas(8), batches(2), batches(3), async (theta, old, batch) => {
        const fill = learner(({ memory, batch }) => ({ memory: push(memory, batch) }), {
          memories: { memory: reservoir(4) },
        })
        const few = learner(
          ({ memory, batch, theta }) =>
            draw(memory, 4, (m) => ({ drawn: loss(m)(theta), whole: loss(batch)(theta) }), { replacement: false }),
          { memories: { memory: reservoir(4) } },
        )
        const { memories } = await fill(theta, old)
        const { drawn } = await few(theta, batch, { memories })
        expect(near(drawn, (await few(theta, old)).whole, 16, 1)).toBe(true)
      }),
      { numRuns: 20 },
    ))
})
