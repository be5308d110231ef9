import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  add,
  type Batch,
  defineMethod,
  gradientStep,
  innerLoop,
  type Method,
  meanOverEpisodes,
  multiply,
  overEpisodes,
  type Params,
  positive,
  queryOf,
  type Scalar,
  shuffle,
  supportOf,
  take,
} from '../../src/dsl/index.ts'
import { largestOf, minus, near } from '../../src/laws/index.ts'
import { moved, slopeAt } from '../methods/least-squares.ts'
import { played, thetaAfter } from '../methods/played.ts'
import { episodesOf, regressions, rowsOf, vectors } from '../methods/points.ts'

const rate = 0.125

const probe = {
  name: 'probe',
  source: 'a test',
  options: { rate: positive(rate) },
  state: () => ({ seen: 0 }),
} as const

const descent = (theta: readonly number[], on: Parameters<typeof slopeAt>[0]) => moved(theta, slopeAt(on, theta), rate)

type Pairs = readonly (readonly [HostBatch, HostBatch])[]

const meanOf = (each: readonly (readonly number[])[]) =>
  each[0]!.map((_, i) => each.reduce((so, v) => so + v[i]! / each.length, 0))

const pair = fc.tuple(regressions(2), regressions(3))
const meta = fc.tuple(fc.array(pair, { minLength: 1, maxLength: 4 }), vectors(2))

/** θ after one meta-batch. */
const learned = (method: Method, pairs: Pairs, theta: readonly number[]) =>
  thetaAfter(method, [['episodes', episodesOf(...pairs)]], { theta })

// Sums of at most 16 products of numbers below 2⁴ · |θ|, each rounded once.
const agrees = (got: readonly number[], want: readonly number[]): boolean =>
  near(got, want, 256, 16 * (1 + largestOf(got, want)))

describe('meanOverEpisodes', () => {
  const stepOn = (side: 'support' | 'query') =>
    defineMethod({
      ...probe,
      onEpisodes:
        (o) =>
        ({ theta, episodes, loss }) => ({
          theta: meanOverEpisodes(episodes, (episode) =>
            gradientStep({ loss: loss(episode[side]), rate: o.rate })(theta),
          ),
        }),
    })
  it.each(['support', 'query'] as const)('law: is the mean over episodes of what is made of the %s of each', (side) =>
    fc.assert(
      fc.asyncProperty(meta, async ([pairs, theta]) => {
        const each = pairs.map((two) => descent(theta, two[side === 'support' ? 0 : 1]))
        expect(agrees(await learned(stepOn(side), pairs, theta), meanOf(each))).toBe(true)
      }),
    ),
  )
  it('control: the support is not the query', async () => {
    const pairs = fc.sample(pair, { numRuns: 1, seed: 7 })
    const [a, b] = await Promise.all([
      learned(stepOn('support'), pairs, [1, 1]),
      learned(stepOn('query'), pairs, [1, 1]),
    ])
    expect(largestOf(minus(a, b))).toBeGreaterThan(1e-3)
  })
  it('law: of what does not look at the episode it is that itself, whatever its kind', async () => {
    const method = defineMethod({
      ...probe,
      onEpisodes:
        () =>
        ({ theta, seen, episodes }) =>
          meanOverEpisodes(episodes, () => ({ theta: multiply(2, theta), seen: add(seen, 1) })),
    })
    const pairs = fc.sample(pair, { numRuns: 4, seed: 3 })
    const [, last] = await played(method, [['episodes', episodesOf(...pairs)]], { theta: [1, -2] })
    expect(last!.slots).toEqual({ theta: [2, -4], seen: [1] })
  })
})

describe('overEpisodes', () => {
  const inOrder = defineMethod({
    ...probe,
    onEpisodes:
      (o) =>
      ({ theta, episodes, loss }) => ({
        theta: overEpisodes(episodes, (at: Params, { support }) =>
          gradientStep({ loss: loss(support), rate: o.rate })(at),
        )(theta),
      }),
  })
  it('law: is one step after the other, in the order of the episodes', () =>
    fc.assert(
      fc.asyncProperty(meta, async ([pairs, theta]) => {
        const want = pairs.reduce((at, [support]) => descent(at, support), theta)
        expect(agrees(await learned(inOrder, pairs, theta), want)).toBe(true)
      }),
    ))
  it('control: the order is that of the episodes', async () => {
    const pairs = fc.sample(pair, { numRuns: 2, seed: 5 })
    const [a, b] = await Promise.all([learned(inOrder, pairs, [1, 1]), learned(inOrder, [...pairs].reverse(), [1, 1])])
    expect(largestOf(minus(a, b))).toBeGreaterThan(1e-3)
  })
})

describe('the sides of episodes', () => {
  const all = { support: supportOf, query: queryOf }
  const on = (side: 'support' | 'query') =>
    defineMethod({
      ...probe,
      onEpisodes:
        (o) =>
        ({ theta, episodes, loss }) => ({
          theta: gradientStep({ loss: loss(all[side](episodes)), rate: o.rate })(theta),
        }),
    })
  it.each(['support', 'query'] as const)('law: the %s of all episodes is one batch, episode after episode', (side) =>
    fc.assert(
      fc.asyncProperty(meta, async ([pairs, theta]) => {
        const slope = meanOf(pairs.map((two) => slopeAt(two[side === 'support' ? 0 : 1], theta)))
        expect(agrees(await learned(on(side), pairs, theta), moved(theta, slope, rate))).toBe(true)
      }),
    ),
  )
  it('law: what the host makes of a side, such as a part of it, is of those examples', () =>
    fc.assert(
      fc.asyncProperty(meta, async ([pairs, theta]) => {
        const method = defineMethod({
          ...probe,
          onEpisodes: (o) => (sees) => {
            const step = (on: Batch) => gradientStep({ loss: sees.loss(on), rate: o.rate })
            return {
              theta: overEpisodes(sees.episodes, (at: Params, { query }) =>
                step(take(query, 1, 2))(step(shuffle(query))(at)),
              )(sees.theta),
            }
          },
        })
        const want = pairs.reduce((at, [, query]) => descent(descent(at, query), rowsOf(query, 2)), theta)
        expect(agrees(await learned(method, pairs, theta), want)).toBe(true)
      }),
    ))
})

describe('adapt', () => {
  const method = defineMethod({
    ...probe,
    onEpisodes: () => () => ({}),
    adapt:
      (o) =>
      ({ theta, seen, support, steps, loss }) => ({
        theta: innerLoop(steps, gradientStep({ loss: loss(support), rate: o.rate }))(theta),
        seen: innerLoop<Scalar>(steps, (n, i) => add(n, add(i, 1)))(seen),
      }),
  })
  it('law: takes as many steps as it is asked, on a copy: the state stays', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), vectors(2), fc.nat(4), async (support, theta, steps) => {
        const [state, copy] = await played(method, [], { theta, adapts: { support, steps } })
        expect(state!.slots).toEqual({ theta: [...theta], seen: [0] })
        const want = Array.from({ length: steps }).reduce<readonly number[]>((at) => descent(at, support), theta)
        expect(agrees(copy!.slots.theta!, want)).toBe(true)
        expect(copy!.slots.seen).toEqual([(steps * (steps + 1)) / 2])
      }),
    ))
  it('a method that says nothing of it stays as it is', async () => {
    const silent = defineMethod({ ...probe, onEpisodes: () => () => ({}) })
    const support = fc.sample(regressions(3), { numRuns: 1, seed: 1 })[0]!
    const [state, copy] = await played(silent, [], { theta: [1, 2], adapts: { support, steps: 3 } })
    expect(copy).toEqual(state)
  })
})
