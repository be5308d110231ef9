import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { largestOf, minus } from '../../src/laws/index.ts'
import { mamlPlusPlus } from '../../src/methods/index.ts'
import { batchNormalisation, dense, type Network, relu } from '../../src/networks/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { played } from './played.ts'
import { episodesOf, regressions, vectors } from './points.ts'
import { curvature, product } from './two-by-two.ts'

type Vector = readonly number[]
type Pair = readonly [support: HostBatch, query: HostBatch]

const rate = 0.125
const pair: fc.Arbitrary<Pair> = fc.tuple(regressions(3), regressions(3))
const cases = fc.tuple(pair, vectors(2), fc.integer({ min: 1, max: 3 }))

/** A meta-update that moves nothing, so that what Adam keeps tells the gradients. */
const still = { outer: 1e-30, last: 0, rateOfRates: 1e-30, rate }

/** θ₀ … θₖ by plain steps on a line, whose two tensors have a number each. */
const walk = (support: HostBatch, theta: Vector, steps: number): readonly Vector[] =>
  Array.from({ length: steps }).reduce<readonly Vector[]>(
    (so) => [...so, moved(so.at(-1)!, slopeAt(support, so.at(-1)!), rate)],
    [theta],
  )

/** ∇L_Q(θᵢ) by θ: (I − αA)ⁱᵀ ∇L_Q(θᵢ). */
const through = ([support, query]: Pair, theta: Vector, steps: number): Vector => {
  const a = curvature(support)
  return Array.from({ length: steps }).reduce<Vector>(
    (g) => moved(g, product(a, g), rate),
    slopeAt(query, walk(support, theta, steps).at(-1)!),
  )
}

/** At most 64 roundings of numbers of the size of what stands beside them, through four linear maps of norm at most 8. */
const agrees = (a: Vector, b: Vector): boolean => largestOf(minus(a, b)) <= 1e-11 * (1 + largestOf(a, b))

/** The gradients that Adam was given, meta-batch by meta-batch, from the means that it keeps. */
const gradients = (means: readonly Vector[]): readonly Vector[] =>
  means.map((m, i) => m.map((x, j) => (x - 0.9 * (means[i - 1]?.[j] ?? 0)) / (1 - 0.9)))

const meansOf = async (one: Pair, theta: Vector, set: object, times: number) => {
  const meta = episodesOf(one)
  const states = await played(mamlPlusPlus, Array(times).fill(['episodes', meta]), { theta, set: { ...still, ...set } })
  return states.slice(1).map(({ slots }) => slots)
}

const law = (of: (one: Pair, theta: Vector, steps: number) => Promise<boolean>) =>
  fc.assert(
    fc.asyncProperty(cases, async ([one, theta, steps]) => {
      expect(await of(one, theta, steps)).toBe(true)
    }),
    { numRuns: 30 },
  )

describe('mamlPlusPlus', () => {
  it('law: at first all steps count alike: on quadratics the mean of MAML’s meta-gradients after each', () =>
    law(async (one, theta, steps) => {
      const [first] = gradients((await meansOf(one, theta, { steps }, 1)).map(({ m }) => m!))
      const all = Array.from({ length: steps }, (_, i) => through(one, theta, i + 1))
      return agrees(
        first!,
        theta.map((_, j) => all.reduce((so, g) => so + g[j]! / steps, 0)),
      )
    }))
  it('law: once annealed it is the last step alone, MAML’s meta-gradient; half way it is half of each', () =>
    law(async (one, theta, steps) => {
      const given = gradients((await meansOf(one, theta, { steps, annealed: 2 }, 3)).map(({ m }) => m!))
      const [uniform, half, last] = given
      const between = uniform!.map((x, i) => (x + last![i]!) / 2)
      return agrees(last!, through(one, theta, steps)) && agrees(half!, between)
    }))
  it('control: with several steps, all alike is another gradient than the last alone', async () => {
    const [one, theta] = fc.sample(cases, { numRuns: 1, seed: 3 })[0]!
    const [uniform, , last] = gradients((await meansOf(one, theta, { steps: 3, annealed: 2 }, 3)).map(({ m }) => m!))
    expect(largestOf(minus(uniform!, last!))).toBeGreaterThan(1e-3)
  })
  it('law: the rate of a tensor and a step goes along −⟨∇L_S(θᵢ), (I − αA)… ∇L_Q⟩ of that tensor', () =>
    law(async (one, theta) => {
      // Two tensors of a number each, and two steps, kept tensor by tensor.
      const [, , last] = gradients((await meansOf(one, theta, { steps: 2, annealed: 1 }, 3)).map(({ mRate }) => mRate!))
      const [start, middle, end] = walk(one[0], theta, 2)
      const a = curvature(one[0])
      const second = slopeAt(one[1], end!)
      const first = moved(second, product(a, second), rate)
      const [of0, of1] = [slopeAt(one[0], start!), slopeAt(one[0], middle!)]
      return agrees(
        last!,
        [0, 1].flatMap((tensor) => [-of0[tensor]! * first[tensor]!, -of1[tensor]! * second[tensor]!]),
      )
    }))
  it('law: outer rates go from the first to the last by a cosine, and stay', async () => {
    const [one, theta] = fc.sample(cases, { numRuns: 1, seed: 7 })[0]!
    const states = await played(mamlPlusPlus, Array(5).fill(['episodes', episodesOf(one)]), {
      theta,
      set: { rate: 1e-30, outer: 0.5, last: 0, over: 4, steps: 1 },
    })
    const way = (i: number) => largestOf(minus(states[i + 1]!.slots.theta!, states[i]!.slots.theta!))
    // Adam's first step has the length of its rate.
    expect(way(0)).toBeCloseTo(0.5, 6)
    expect(way(3)).toBeGreaterThan(0)
    expect(way(4)).toBe(0)
  })
  it('law: adapts by the rates that it has learned; steps after the last have its rate', async () => {
    const [one, theta] = fc.sample(cases, { numRuns: 1, seed: 9 })[0]!
    const states = await played(mamlPlusPlus, [['episodes', episodesOf(one)]], {
      theta,
      set: { rate, steps: 2, rateOfRates: 0.03 },
      adapts: { support: one[0], steps: 4 },
    })
    const [, after, copy] = states.map(({ slots }) => slots)
    const { theta: begun, rates } = after!
    expect(new Set(rates).size).toBeGreaterThan(1)
    const want = [0, 1, 1, 1].reduce<Vector>((at, step) => {
      const g = slopeAt(one[0], at)
      return at.map((x, tensor) => x - rates![2 * tensor + step]! * g[tensor]!)
    }, begun!)
    expect(agrees(copy!.theta!, want)).toBe(true)
  })
  it('law: what normalises is that of the last step that was taken, and no step moves it', async () => {
    const network: Network = {
      name: 'normalised',
      layers: [dense('layer1', 3), batchNormalisation('layer1.norm', 'batch'), relu, dense('output', 'outputs')],
      initialisation: 'xavierUniform',
      loss: 'squaredError',
    }
    const [one] = fc.sample(pair, { numRuns: 1, seed: 4 })
    const between = { inputShape: [1], outputs: 1 }
    const states = await played(mamlPlusPlus, Array(2).fill(['episodes', episodesOf(one!)]), {
      network,
      between,
      set: { rate, steps: 2, outer: 0.1 },
      adapts: { support: one![0], steps: 2 },
    })
    const [, , after, copy] = states.map(({ slots }) => slots)
    // Tensors in order: weights [1, 3] and biases [3], scales and shifts [3] each, weights [3, 1] and a bias.
    const sizes = [3, 3, 3, 3, 3, 1]
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0))
    for (const tensor of [2, 3]) {
      const [from, size] = [starts[tensor]!, sizes[tensor]!]
      const [first, second] = [0, 1].map((step) =>
        after!.norms!.slice(2 * from + step * size, 2 * from + (step + 1) * size),
      )
      expect(copy!.theta!.slice(from, from + size)).toEqual(second)
      expect(first).not.toEqual(second)
    }
    expect(copy!.theta!.slice(0, 3)).not.toEqual(after!.theta!.slice(0, 3))
  })
})
