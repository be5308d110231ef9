import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  andThen,
  dot,
  gradientStep,
  innerLoop,
  mean,
  multiply,
  type Params,
  proximalStep,
  quadratic,
  type Scalar,
  subtract,
  sum,
  tanh,
  total,
  trajectory,
} from '../../src/dsl/index.ts'
import {
  fraction,
  laws,
  meaning,
  nonNegative,
  numbersOf,
  params,
  same,
  scalar,
  smallLayout,
} from '../../src/laws/index.ts'

/** θ ↦ ½θ + i: commutes with nothing, and the number of the iteration matters. */
const numbered = (theta: Params, iteration: Scalar): Params => add(multiply(0.5, theta), iteration)

const steps = {
  'θ ↦ ½θ + i': laws.step(numbered),
  'a loop within a loop': laws.step((theta, i) =>
    innerLoop(2, (inner: Params, j) => add(tanh(inner), multiply(i, j)))(theta),
  ),
  'slots that change places': laws.step({
    given: {},
    state: { left: params(), right: params(), count: scalar() },
    step:
      () =>
      ({ left, right, count }) => ({ left: right, right: left, count: add(count, dot(left, right)) }),
  }),
  'momentum on a quadratic': laws.step({
    given: { centre: params(), decay: scalar(fraction) },
    state: { theta: params(), velocity: params() },
    step:
      ({ centre, decay }) =>
      ({ theta, velocity }) => {
        const next = add(multiply(decay, velocity), multiply(0.125, subtract(theta, centre)))
        return { theta: subtract(theta, next), velocity: next }
      },
  }),
  'a proximal step': laws.step({
    given: { weight: params(nonNegative), centre: params() },
    state: { theta: params() },
    step:
      ({ weight, centre }) =>
      ({ theta }) => {
        const penalty = quadratic({ strength: 0.5, weight, centre })
        return { theta: proximalStep({ loss: (at: Params) => sum(tanh(at)), penalty, rate: 0.25 })(theta) }
      },
  }),
}

describe.each(Object.entries(steps))('%s', (_, list) => {
  for (const law of list) it(`law: ${law.name}`, () => law.check({ numRuns: 30 }))
})

describe('innerLoop', () => {
  const given = { theta: params() }
  const cases = numbersOf(given, smallLayout)
  const differs = async (left: (theta: Params) => Params, right: (theta: Params) => Params): Promise<boolean> => {
    const run = meaning(given, ({ theta }) => ({ left: left(theta), right: right(theta) }))
    const points = fc.sample(cases, 20)
    const results = await Promise.all(points.map((n) => run(n)))
    return results.some(({ left, right }) => !same(left, right))
  }
  it('control: the second part of a loop must go on counting', async () => {
    const apart = andThen<Params>(innerLoop(2, numbered))(innerLoop(2, numbered))
    expect(await differs(innerLoop(4, numbered), apart)).toBe(true)
  })
  it('control: m and n iterations are not m · n, nor n of them m', async () => {
    expect(await differs(innerLoop(3, numbered), innerLoop(4, numbered))).toBe(true)
  })
  it('control: the sum along a trajectory leaves the starting point out, and has the last iterate in', async () => {
    const along = (theta: Params): Params =>
      add(
        theta,
        total(trajectory(2, numbered)(theta), (at) => sum(at)),
      )
    const once = (theta: Params): Params => numbered(theta, add(0, 0))
    const twice = (theta: Params): Params => numbered(once(theta), add(1, 0))
    const early = (theta: Params): Params => add(theta, add(sum(theta), sum(once(theta))))
    const right = (theta: Params): Params => add(theta, add(sum(once(theta)), sum(twice(theta))))
    expect(await differs(along, early)).toBe(true)
    expect(await differs(along, right)).toBe(false)
  })
})

describe('mean along a trajectory', () => {
  const given = { theta: params() }
  it('law: is the sum divided by the number of iterates, and 0 of none', async () => {
    for (const k of [0, 1, 2, 5]) {
      const run = meaning(given, ({ theta }) => {
        const iterates = trajectory(k, numbered)(theta)
        return { mean: mean(iterates, (at) => sum(at)), total: total(iterates, (at) => sum(at)) }
      })
      await fc.assert(
        fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
          const { mean, total } = await run(n)
          expect(mean[0]).toBe(k === 0 ? 0 : total[0]! * (1 / k))
        }),
        { numRuns: 20 },
      )
    }
  })
  it('law: may be a vector, and a step of its own', async () => {
    const run = meaning(given, ({ theta }) => {
      const step = gradientStep({ loss: (at: Params) => multiply(0.5, dot(at, at)), rate: 0.5 })
      return { mean: mean(trajectory(innerLoop(2, step))(theta), (at) => at) }
    })
    await fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
        expect((await run(n)).mean).toEqual(n.theta.map((x) => 0.375 * x + 0))
      }),
    )
  })
})
