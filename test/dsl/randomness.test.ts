import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  draw,
  innerLoop,
  multiply,
  overSamples,
  push,
  reservoir,
  type Scalar,
  shuffle,
  subtract,
} from '../../src/dsl/index.ts'
import { chiSquare, tally } from '../random/chiSquare.ts'
import { type At, learner, type Sees } from './learner.ts'
import { balanced, scales, weigh, weights } from './scales.ts'

const [start] = fc.sample(fc.nat(2 ** 30), 1)
const seeds = Array.from({ length: 600 }, (_, i) => start! + i)
const capacity = 8

/** A memory that holds the examples of a batch. */
const holding = async (...exponents: readonly number[]): Promise<NonNullable<At['memories']>> => {
  const fill = learner(({ memory, batch }) => ({ memory: push(memory, batch) }), {
    ...scales,
    memories: { memory: reservoir(capacity) },
  })
  return (await fill(balanced, weights(...exponents))).memories
}

type Looks = Sees & { readonly memory: ReturnType<typeof reservoir> }

/** The numbers that a program gives at each of many places, beside the same memory. */
const ran = async <R extends Readonly<Record<string, Scalar>>>(
  f: (sees: Looks) => R,
  memories: NonNullable<At['memories']>,
  at: readonly At[],
) => {
  const run = learner(f, { ...scales, memories: { memory: reservoir(capacity) } })
  return Promise.all(at.map((one) => run(balanced, weights(0), { ...one, memories })))
}
const forSeeds = seeds.map((seed) => ({ seed }))
const one = (of: Looks['memory'], theta: Looks['theta']) => draw(of, 1, (m) => weigh(m, theta))

describe('draw', () => {
  it('law: used twice it is one draw; two draws are two', async () => {
    const results = await ran(
      ({ memory, theta }) => {
        const twice = draw(memory, 1, (m) => ({ first: weigh(m, theta), second: weigh(m, theta) }))
        return { ...twice, other: one(memory, theta) }
      },
      await holding(0, 1, 2),
      forSeeds,
    )
    expect(results.every(({ first, second }) => first[0] === second[0])).toBe(true)
    const pairs = results.map(({ first, other }) => Math.log2(first[0]!) / 2 + 3 * (Math.log2(other[0]!) / 2))
    expect(chiSquare(tally(pairs, 9))).toBeLessThan(7)
  })
  it('law: in a loop it is fresh at every iteration; outside it is the same in every iteration', async () => {
    const digits = (bit: () => Scalar) => innerLoop(4, (so: Scalar) => add(multiply(2, so), subtract(bit(), 1)))
    const results = await ran(
      ({ memory, theta }) => {
        const outside = one(memory, theta)
        const digit = (x: Scalar): Scalar => multiply(add(x, 2), 1 / 3)
        return {
          inside: digits(() => digit(one(memory, theta)))(multiply(0, outside)),
          outside: digits(() => digit(outside))(multiply(0, outside)),
        }
      },
      await holding(0, 1),
      forSeeds,
    )
    expect(
      chiSquare(
        tally(
          results.map((r) => r.inside[0]!),
          16,
        ),
      ),
    ).toBeLessThan(7)
    expect(new Set(results.map((r) => r.outside[0]))).toEqual(new Set([0, 15]))
  })
  it('law: the same seed, task, event and batch give the same draws; each of them alone changes them', async () => {
    const program = ({ memory, theta }: Looks) => ({ drawn: draw(memory, 6, (m) => weigh(m, theta)) })
    const held = await holding(0, 1, 2, 3, 4, 5)
    const at = (changed: At): readonly At[] =>
      seeds.slice(0, 40).map((seed) => ({ seed, task: 1, batch: 2, event: 'onBatch' as const, ...changed }))
    const base = (await ran(program, held, at({}))).map((r) => r.drawn)
    expect((await ran(program, held, at({}))).map((r) => r.drawn)).toEqual(base)
    for (const changed of [{ seed: start! - 1 }, { task: 2 }, { batch: 3 }, { event: 'onTaskEnd' as const }])
      expect((await ran(program, held, at(changed))).map((r) => r.drawn)).not.toEqual(base)
  })
  it('law: draws in dead code change nothing', async () => {
    const held = await holding(0, 1, 2, 3)
    const alone = await ran(({ memory, theta }) => ({ drawn: one(memory, theta) }), held, forSeeds.slice(0, 50))
    const beside = await ran(
      ({ memory, theta }) => draw(memory, 2, () => draw(memory, 3, () => ({ drawn: one(memory, theta) }))),
      held,
      forSeeds.slice(0, 50),
    )
    expect(beside.map((r) => r.drawn)).toEqual(alone.map((r) => r.drawn))
  })
  it('law: with replacement every sequence is equally likely; without, every set', async () => {
    const results = await ran(
      ({ memory, theta }) => ({
        free: draw(memory, 2, (m) => weigh(m, theta)),
        apart: draw(memory, 2, (m) => weigh(m, theta), { replacement: false }),
      }),
      await holding(0, 1, 2),
      forSeeds,
    )
    const counted = (values: readonly number[]) =>
      new Map([...new Set(values)].map((v) => [v, values.filter((x) => x === v).length]))
    const free = counted(results.map((r) => 2 * r.free[0]!))
    const apart = counted(results.map((r) => 2 * r.apart[0]!))
    expect([...apart.keys()].sort((a, b) => a - b)).toEqual([5, 17, 20])
    expect(chiSquare([...apart.values()])).toBeLessThan(7)
    expect([...free.keys()].sort((a, b) => a - b)).toEqual([2, 5, 8, 17, 20, 32])
    // A pair of two comes in two orders.
    expect(
      chiSquare(
        [2, 5, 8, 17, 20, 32].flatMap((v) =>
          [5, 17, 20].includes(v) ? [free.get(v)! / 2, free.get(v)! / 2] : [free.get(v)!],
        ),
      ),
    ).toBeLessThan(7)
  })
})

describe('shuffle', () => {
  const order = (batch: Batch, theta: Looks['theta']) =>
    overSamples(batch, (so: Scalar, x) => add(multiply(128, so), weigh(x, theta)))(multiply(0, weigh(batch, theta)))
  it('law: permutes, every order equally likely; used twice it is one order; in a loop fresh each time', async () => {
    const run = learner(({ batch, theta }) => {
      const mixed = shuffle(batch)
      const again = innerLoop(2, (so: Scalar) => add(multiply(2 ** 21, so), order(shuffle(batch), theta)))
      return { first: order(mixed, theta), second: order(mixed, theta), loop: again(multiply(0, weigh(batch, theta))) }
    }, scales)
    const results = await Promise.all(seeds.map((seed) => run(balanced, weights(0, 1, 2), { seed })))
    const digits = (x: number): readonly number[] => [x % 128, Math.floor(x / 128) % 128, Math.floor(x / 16384) % 128]
    const index = (x: number): number => {
      const [a, b, c] = digits(x)
      expect([a, b, c].sort((p, q) => p! - q!)).toEqual([1, 4, 16])
      return [1, 4, 16].indexOf(a!) * 2 + (b! < c! ? 0 : 1)
    }
    expect(results.every((r) => r.first[0] === r.second[0])).toBe(true)
    expect(
      chiSquare(
        tally(
          results.map((r) => index(r.first[0]!)),
          6,
        ),
      ),
    ).toBeLessThan(7)
    const pairs = results.map((r) => 6 * index(r.loop[0]! % 2 ** 21) + index(Math.floor(r.loop[0]! / 2 ** 21)))
    expect(chiSquare(tally(pairs, 36))).toBeLessThan(7)
  })
})

describe('a memory carried through loops', () => {
  it('law: a draw sees what was pushed in every iteration before it, of every loop around it', async () => {
    const passes = 3
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat(), async (n, seed) => {
        const run = learner(
          ({ batch, theta, memory }) =>
            innerLoop(passes, (outer: { readonly so: Scalar; readonly memory: typeof memory }) =>
              overSamples(batch, ({ so, memory }: typeof outer, x) => ({
                so: add(
                  multiply(2, so),
                  draw(memory, 64, (m) => weigh(m, theta), { replacement: false }),
                ),
                memory: push(memory, x),
              }))(outer),
            )({ so: multiply(0, weigh(batch, theta)), memory }),
          { ...scales, memories: { memory: reservoir(64) } },
        )
        const batch = weights(...Array.from({ length: n }, (_, i) => i))
        const { so } = await run(balanced, batch, { seed })
        const pushed: number[] = []
        let want = 0
        for (let pass = 0; pass < passes; pass++)
          for (let i = 0; i < n; i++) {
            const mean = pushed.length === 0 ? 0 : pushed.reduce((a, b) => a + b, 0) / pushed.length
            want = 2 * want + mean
            pushed.push(4 ** i)
          }
        expect(Math.abs(so[0]! - want)).toBeLessThanOrEqual(1e-12 * want)
      }),
      { numRuns: 20 },
    )
  })
})
