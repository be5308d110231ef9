import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  divide,
  dot,
  expectation,
  gaussian,
  grad,
  innerLoop,
  loss,
  mapTasks,
  multiply,
  type Objective,
  type Params,
  push,
  rademacher,
  reparameterised,
  ring,
  type Scalar,
  square,
  subtract,
  sum,
  tanh,
  totalOverTasks,
  uniform,
} from '../../src/dsl/index.ts'
import { onVectors } from '../../src/interpreters/runtime/index.ts'
import { near } from '../../src/laws/index.ts'
import { devices } from '../interpreters/devices/devices.ts'
import { chiSquare, tally } from '../random/chiSquare.ts'
import { correlation } from '../random/correlation.ts'
import { examples } from './examples.ts'
import { learner, learnerOn } from './learner.ts'

const nothing = examples([[0, 0, 0]], [0], { classes: 2 })
const theta = Array.from({ length: 8 }, (_, i) => (i - 3) / 4)
const seeds = fc.integer({ min: 0, max: 1e6 })

/** A network of many parameters: two tensors, of 32,768 numbers and of 8. */
const [inputs, outputs] = [4096, 8]
const large = (inputs + 1) * outputs
const wide = { between: { inputShape: [inputs], outputs } }
const blank = examples([Array<number>(inputs).fill(0)], [0], { classes: outputs })
const zeros = Array<number>(large).fill(0)

const moment = (of: readonly number[], power: number): number => of.reduce((so, x) => so + x ** power, 0) / of.length
/** How many standard deviations of a mean of n a number lies from what it is expected to be. */
const deviations = (got: number, mean: number, variance: number, n: number): number =>
  Math.abs(got - mean) / Math.sqrt(variance / n)

describe('gaussian and uniform', () => {
  const draws = learner(({ theta }) => ({ normal: gaussian(theta), even: uniform(theta) }), wide)
  const [seed] = fc.sample(seeds, 1)

  it('law: means, variances and fourth moments are those of N(0, 1) and U(0, 1)', async () => {
    const { normal, even } = await draws(zeros, blank, { seed: seed! })
    // E zᵏ and its variance, E z²ᵏ − (E zᵏ)²; within 5 standard deviations but once in 1.7 million.
    for (const [power, mean, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      expect(deviations(moment(normal, power), mean, variance, large)).toBeLessThan(5)
    for (const power of [1, 2, 3, 4]) {
      const mean = 1 / (power + 1)
      expect(deviations(moment(even, power), mean, 1 / (2 * power + 1) - mean ** 2, large)).toBeLessThan(5)
    }
    const bins = Array.from(even, (u) => Math.floor(64 * u))
    expect(chiSquare(tally(bins, 64))).toBeLessThan(7)
  })
  it('law: draws at two places, at two iterations, at neighbours and in the tensors of one draw have nothing to do with each other', async () => {
    const program = learner(({ theta }) => {
      const both = innerLoop(2, (s: { readonly now: Params; readonly before: Params }) => ({
        now: gaussian(theta),
        before: s.now,
      }))({ now: theta, before: theta })
      return { here: gaussian(theta), there: gaussian(theta), ...both }
    }, wide)
    const { here, there, now, before } = await program(zeros, blank, { seed: seed! })
    const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
      [here, there],
      [here, now],
      [now, before],
      [here, before],
      [here.slice(1), here.slice(0, -1)],
      [here.slice(4), here.slice(0, -4)],
    ]
    for (const [a, b] of pairs) {
      expect(Math.abs(correlation(a, b))).toBeLessThan(5)
      expect(a.filter((x, i) => x === b[i]).length).toBeLessThan(large / 1000)
    }
    const second = here.slice(inputs * outputs)
    expect(second).not.toEqual(here.slice(0, outputs))
    expect(new Set(here).size).toBeGreaterThan(0.99 * large)
  })
  it('law: seed, task, event and batch each make another draw; the same ones make the same', async () => {
    const small = learner(({ theta }) => ({ normal: gaussian(theta), even: uniform(theta) }))
    const at = { seed: seed!, task: 1, batch: 2, event: 'onBatch' as const }
    const base = await small(theta, nothing, at)
    expect(await small(theta, nothing, at)).toEqual(base)
    for (const changed of [{ seed: seed! + 1 }, { task: 2 }, { batch: 3 }, { event: 'onTaskEnd' as const }]) {
      const other = await small(theta, nothing, { ...at, ...changed })
      expect(other.normal).not.toEqual(base.normal)
      expect(other.even).not.toEqual(base.even)
    }
    // Only the shape of what a draw is like counts, and not whether it is looked at for something else.
    expect(
      await small(
        theta.map((x) => x + 1),
        nothing,
        at,
      ),
    ).toEqual(base)
  })
  it('law: used twice it is one draw; in a loop it is fresh at every iteration, outside it is the same in each', async () => {
    const apart = (a: Params, b: Params): Scalar => sum(square(subtract(a, b)))
    const program = learner(({ theta }) => {
      const outside = gaussian(theta)
      /** How far the draws of the last two iterations are apart. */
      const loop = (draw: () => Params): Scalar => {
        const { now, before } = innerLoop(3, (s: { readonly now: Params; readonly before: Params }) => ({
          now: draw(),
          before: s.now,
        }))({ now: theta, before: theta })
        return apart(now, before)
      }
      return { same: apart(outside, outside), inside: loop(() => gaussian(theta)), outside: loop(() => outside) }
    })
    const got = await program(theta, nothing, { seed: seed! })
    expect(got.same).toEqual([0])
    expect(got.outside).toEqual([0])
    // Twice a χ² of 8: below 2⁻⁶ but once in 10¹⁰.
    expect(got.inside[0]).toBeGreaterThan(2 ** -6)
  })
  it('law: over samples and over past tasks it is fresh for each', async () => {
    const run = learner(
      ({ theta, batch, memory }) => ({
        samples: expectation(batch, () => gaussian(theta)),
        tasks: totalOverTasks(mapTasks(memory, () => gaussian(theta))),
        memory: push(memory, batch),
      }),
      { memories: { memory: ring(2) } },
    )
    const many = (n: number) =>
      examples(
        Array.from({ length: n }, () => [0, 0, 0]),
        Array<number>(n).fill(0),
      )
    const [once, first] = [await run(theta, many(1), { seed: seed! }), await run(theta, many(2), { seed: seed! })]
    expect(first.samples).not.toEqual(once.samples)
    const second = await run(theta, many(1), { seed: seed!, task: 1, memories: first.memories })
    const one = await run(theta, many(1), { seed: seed!, task: 2, memories: first.memories })
    const two = await run(theta, many(1), { seed: seed!, task: 2, memories: second.memories })
    expect(two.tasks.some((x, i) => Math.abs(x - 2 * one.tasks[i]!) > 2 ** -6)).toBe(true)
  })
  it.each(devices)('law: $name draws the same, in loops too: uniform numbers to the bit', async (device) => {
    const before = device.buffers()
    const draws = ({ theta }: { readonly theta: Params }) => ({
      even: uniform(theta),
      last: innerLoop<Params>(3, () => uniform(theta))(theta),
      normal: gaussian(theta),
      looped: innerLoop<Params>(3, () => gaussian(theta))(theta),
    })
    const [here, there] = await Promise.all(
      [learner(draws, wide), learnerOn(device)(draws, wide)].map((run) => run(zeros, blank, { seed: seed! })),
    )
    expect(there!.even).toEqual(here!.even)
    expect(there!.last).toEqual(here!.last)
    // Some 32 operations and a logarithm on numbers up to 16.
    const bound = 64 * 2 ** -24 * 16
    for (const name of ['normal', 'looped'] as const)
      expect(there![name].every((z, i) => Math.abs(z - here![name][i]!) <= bound)).toBe(true)
    expect(device.buffers()).toBe(before)
  })
  it('is refused by itself: draws belong to events', async () => {
    const alone = await onVectors({ a: [1, 2] }, ({ a }) => gaussian(a))()
    expect(isLeft(alone) && alone.left.rule).toBe(
      'nothing must be drawn in terms by themselves: draws belong to events',
    )
  })
})

describe('derivatives of noise', () => {
  const [seed] = fc.sample(seeds, 1)
  it('law: by what it is like the derivative is 0; beside it, that of the rest', async () => {
    const program = learner(({ theta }) => ({
      alone: grad((p: Params) => sum(square(gaussian(p))))(theta),
      beside: grad((p: Params) => dot(square(p), gaussian(p)))(theta),
    }))
    const { alone } = await program(theta, nothing, { seed: seed! })
    expect(alone).toEqual(theta.map(() => 0))
    const draw = learner(({ theta }) => ({ beside: grad((p: Params) => dot(square(p), gaussian(p)))(theta) }))
    const drawn = learner(({ theta }) => ({ own: gaussian(theta) }))
    const [{ beside }, { own }] = [
      await draw(theta, nothing, { seed: seed! }),
      await drawn(theta, nothing, { seed: seed! }),
    ]
    expect(
      near(
        beside,
        theta.map((x, i) => 2 * x * own[i]!),
        8,
      ),
    ).toBe(true)
  })
  it('law: second derivatives through it are central differences of first ones at the same draw', async () => {
    const some = examples(
      [
        [0.5, -1, 0.25],
        [1, 0.75, -0.5],
      ],
      [0, 1],
    )
    const noisy =
      (of: Objective): Objective =>
      (p) =>
        of(tanh(add(p, multiply(0.5, gaussian(p)))))
    const slope = learner(({ theta, batch }) => ({ g: grad(noisy(loss(batch)))(theta) }))
    const curved = learner(({ theta, batch }) => ({
      hv: grad((p: Params) => sum(grad(noisy(loss(batch)))(p)))(theta),
    }))
    const h = 2 ** -12
    const at = async (by: number) =>
      (
        await slope(
          theta.map((x) => x + by),
          some,
          { seed: seed! },
        )
      ).g
    const { hv } = await curved(theta, some, { seed: seed! })
    const [up, down] = [await at(h), await at(-h)]
    // h² of the fourth derivative, and rounding by h.
    hv.forEach((x, i) => {
      expect(Math.abs(x - (up[i]! - down[i]!) / (2 * h))).toBeLessThan(1e-6)
    })
    expect(hv.some((x) => Math.abs(x) > 1e-3)).toBe(true)
    const other = await curved(theta, some, { seed: seed! + 1 })
    expect(other.hv).not.toEqual(hv)
  })
})

describe('reparameterised weights', () => {
  it('law: the mean gradient of ‖w‖² for w = μ + σ ⊙ ε is 2μ and 2σ', async () => {
    const count = 4000
    const mu = theta
    const sigma = theta.map((_, i) => (i + 1) / 4)
    const program = learner(({ theta }) => {
      const deviation = add(theta, 1)
      const sums = innerLoop(count, (s: { readonly byMean: Params; readonly byDeviation: Params }) => {
        const slope = grad((at: { readonly mean: Params; readonly deviation: Params }) =>
          sum(square(reparameterised(at))),
        )({
          mean: theta,
          deviation,
        })
        return { byMean: add(s.byMean, slope.mean), byDeviation: add(s.byDeviation, slope.deviation) }
      })({ byMean: multiply(0, theta), byDeviation: multiply(0, theta) })
      return { byMean: divide(sums.byMean, count), byDeviation: divide(sums.byDeviation, count) }
    })
    const [seed] = fc.sample(seeds, 1)
    const { byMean, byDeviation } = await program(mu, nothing, { seed: seed! })
    expect(sigma.map((x) => x - 1)).toEqual(mu)
    mu.forEach((m, i) => {
      const s = sigma[i]!
      // 2w has variance 4σ²; 2wε = 2(με + σε²) has 4(μ² + 2σ²).
      expect(deviations(byMean[i]!, 2 * m, 4 * s ** 2, count)).toBeLessThan(5)
      expect(deviations(byDeviation[i]!, 2 * s, 4 * (m ** 2 + 2 * s ** 2), count)).toBeLessThan(5)
    })
  })
})

describe('rademacher', () => {
  it('law: is 1 or −1 and nothing else, each equally likely', async () => {
    const [seed] = fc.sample(seeds, 1)
    const program = learner(({ theta }) => ({ signs: rademacher(theta) }), wide)
    const { signs } = await program(zeros, blank, { seed: seed! })
    expect(new Set(signs)).toEqual(new Set([-1, 1]))
    expect(deviations(moment(signs, 1), 0, 1, large)).toBeLessThan(5)
  })
})
