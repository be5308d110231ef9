import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import type { Method } from '../../src/dsl/index.ts'
import { largestOf, minus } from '../../src/laws/index.ts'
import { anil, fomaml, iMaml, maml, metaSgd, reptile } from '../../src/methods/index.ts'
import { layoutOf, mlp } from '../../src/networks/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { type Numbers, played } from './played.ts'
import { episodesOf, regressions, vectors } from './points.ts'
import { curvature, type Matrix, product, solved, summed } from './two-by-two.ts'

type Vector = readonly number[]
type Pair = readonly [support: HostBatch, query: HostBatch]

const rate = 0.125
const pair: fc.Arbitrary<Pair> = fc.tuple(regressions(3), regressions(3))
const cases = fc.tuple(fc.array(pair, { minLength: 1, maxLength: 3 }), vectors(2), fc.nat(3))

const meanOf = (each: readonly Vector[]): Vector =>
  each[0]!.map((_, i) => each.reduce((so, v) => so + v[i]! / each.length, 0))

/** k steps of descent on one batch. */
const adapted = (on: HostBatch, theta: Vector, steps: number): Vector =>
  Array.from({ length: steps }).reduce<Vector>((at) => moved(at, slopeAt(on, at), rate), theta)

/** The slots after one meta-batch. */
const learned = async (
  method: Method,
  pairs: readonly Pair[],
  theta: Vector,
  set: Readonly<Record<string, unknown>>,
): Promise<Numbers> =>
  (await played(method, [['episodes', episodesOf(...pairs)]], { theta, set: { rate, ...set } })).at(-1)!.slots

/** The meta-gradient that Adam was given at its first step: the mean m begins as a tenth of it. */
const given = (m: Vector): Vector => m.map((x) => x / (1 - 0.9))

/** At most 64 roundings of numbers of the size of what stands beside them, through four linear maps of norm at most 8. */
const agrees = (a: Vector, b: Vector): boolean => largestOf(minus(a, b)) <= 1e-12 * (1 + largestOf(a, b))

const law = (of: (pairs: readonly Pair[], theta: Vector, steps: number) => Promise<boolean>) =>
  fc.assert(
    fc.asyncProperty(cases, async ([pairs, theta, steps]) => {
      expect(await of(pairs, theta, steps)).toBe(true)
    }),
    { numRuns: 40 },
  )

/** (1/|T|) Σ (I − αA)ᵏᵀ ∇L_Q(θₖ), with A the Hessian of L_S. */
const secondOrder = (pairs: readonly Pair[], theta: Vector, steps: number): Vector =>
  meanOf(
    pairs.map(([support, query]) => {
      const a = curvature(support)
      const away = (g: Vector): Vector => moved(g, product(a, g), rate)
      return Array.from({ length: steps }).reduce<Vector>(away, slopeAt(query, adapted(support, theta, steps)))
    }),
  )

const firstOrderOf = (pairs: readonly Pair[], theta: Vector, steps: number): Vector =>
  meanOf(pairs.map(([support, query]) => slopeAt(query, adapted(support, theta, steps))))

describe('maml', () => {
  it('law: on quadratics its meta-gradient is the mean of (I − αA)ᵏᵀ A_q (θₖ − c_q)', () =>
    law(async (pairs, theta, steps) =>
      agrees(given((await learned(maml, pairs, theta, { steps })).m!), secondOrder(pairs, theta, steps)),
    ))
  it('control: without the factor it is another', async () => {
    const [pairs, theta] = fc.sample(cases, { numRuns: 1, seed: 4 })[0]!
    const g = given((await learned(maml, pairs, theta, { steps: 2 })).m!)
    expect(largestOf(minus(g, firstOrderOf(pairs, theta, 2)))).toBeGreaterThan(1e-3)
  })
  it('law: without inner steps, and with steps of no length, it is joint training on the queries', () =>
    law(async (pairs, theta, steps) => {
      const joint = meanOf(pairs.map(([, query]) => slopeAt(query, theta)))
      const none = await learned(maml, pairs, theta, { steps: 0 })
      const still = await learned(maml, pairs, theta, { steps, rate: 1e-30 })
      return agrees(given(none.m!), joint) && agrees(given(still.m!), joint)
    }))
  it('law: adapts by the steps that it looked ahead', () =>
    law(async (pairs, theta, steps) => {
      const [support] = pairs[0]!
      const [, copy] = await played(maml, [], { theta, set: { rate }, adapts: { support, steps } })
      return agrees(copy!.slots.theta!, adapted(support, theta, steps))
    }))
})

describe('fomaml', () => {
  it('law: its meta-gradient is the mean of ∇L_Q(θₖ)', () =>
    law(async (pairs, theta, steps) =>
      agrees(given((await learned(fomaml, pairs, theta, { steps })).m!), firstOrderOf(pairs, theta, steps)),
    ))
})

describe('metaSgd', () => {
  it('law: moves the start as MAML does, and the rates along −∇L_S(θ) ⊙ ∇L_Q(θ₁)', () =>
    law(async (pairs, theta) => {
      const { m, mRate } = await learned(metaSgd, pairs, theta, { steps: 1 })
      const wanted = meanOf(
        pairs.map(([support, query]) => {
          const [s, q] = [slopeAt(support, theta), slopeAt(query, adapted(support, theta, 1))]
          return s.map((x, i) => -x * q[i]!)
        }),
      )
      return agrees(given(m!), secondOrder(pairs, theta, 1)) && agrees(given(mRate!), wanted)
    }))
  it('adapts by the rates that it has learned', async () => {
    const [pairs, theta] = fc.sample(cases, { numRuns: 1, seed: 9 })[0]!
    const [support] = pairs[0]!
    const happened = [['episodes', episodesOf(...pairs)]] as const
    const states = await played(metaSgd, happened, { theta, set: { rate }, adapts: { support, steps: 1 } })
    const [, after, copy] = states.map(({ slots }) => slots)
    const g = slopeAt(support, after!.theta!)
    const want = after!.theta!.map((t, i) => t - after!.rate![i]! * g[i]!)
    expect(agrees(copy!.theta!, want)).toBe(true)
    expect(after!.rate).not.toEqual([rate, rate])
  })
})

describe('anil', () => {
  const network = mlp({ hidden: [2], activation: 'tanh', loss: 'squaredError' })
  const between = { inputShape: [1], outputs: 1 }
  const groups = layoutOf(network, between).tensors.flatMap(({ group, shape }) =>
    Array<string>(shape.reduce((a, b) => a * b, 1)).fill(group),
  )
  const inHead = (v: Vector): Vector => v.filter((_, i) => groups[i] === 'output')
  const below = (v: Vector): Vector => v.filter((_, i) => groups[i] !== 'output')
  it('law: only the head adapts, and the meta-update moves everything', () =>
    fc.assert(
      fc.asyncProperty(pair, fc.integer({ min: 1, max: 3 }), fc.nat(99), async (one, steps, seed) => {
        const states = await played(anil, [['episodes', episodesOf(one)]], {
          network,
          between,
          seed,
          set: { rate, steps },
          adapts: { support: one[0], steps },
        })
        const [before, after, copy] = states.map(({ slots }) => slots.theta!)
        expect(below(copy!)).toEqual(below(after!))
        expect(inHead(copy!)).not.toEqual(inHead(after!))
        expect(below(after!).some((x, i) => x !== below(before!)[i])).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('law: where the head is all there is, it is MAML', () =>
    law(async (pairs, theta, steps) =>
      agrees(given((await learned(anil, pairs, theta, { steps })).m!), secondOrder(pairs, theta, steps)),
    ))
})

describe('reptile', () => {
  const set = { pull: 0.25, learned: 'support' }
  it('law: batched, it is θ + ε (mean of θₖ − θ)', () =>
    law(async (pairs, theta, steps) => {
      const reached = meanOf(pairs.map(([support]) => adapted(support, theta, steps)))
      const want = theta.map((t, i) => t + 0.25 * (reached[i]! - t))
      return agrees((await learned(reptile, pairs, theta, { ...set, steps })).theta!, want)
    }))
  it('law: serial, it is θ + ε (θₖ − θ) for one episode after the other', () =>
    law(async (pairs, theta, steps) => {
      const want = pairs.reduce((at, [support]) => {
        const reached = adapted(support, at, steps)
        return at.map((t, i) => t + 0.25 * (reached[i]! - t))
      }, theta)
      return agrees((await learned(reptile, pairs, theta, { ...set, steps, order: 'serial' })).theta!, want)
    }))
  it('law: inner steps see the whole episode unless told otherwise', () =>
    law(async (pairs, theta) => {
      const both = meanOf(
        pairs.map(([support, query]) => moved(theta, meanOf([slopeAt(support, theta), slopeAt(query, theta)]), rate)),
      )
      const want = theta.map((t, i) => t + 0.25 * (both[i]! - t))
      return agrees((await learned(reptile, pairs, theta, { pull: 0.25, steps: 1 })).theta!, want)
    }))
  it('law: the pull goes to its last value in a line, and stays there', async () => {
    const [pairs, theta] = fc.sample(cases, { numRuns: 1, seed: 5 })[0]!
    const meta = episodesOf(...pairs)
    const states = await played(reptile, Array(4).fill(['episodes', meta]), {
      theta,
      set: { rate, steps: 1, pull: 0.5, lastPull: 0, over: 2 },
    })
    const way = (i: number) => largestOf(minus(states[i + 1]!.slots.theta!, states[i]!.slots.theta!))
    expect(way(0)).toBeGreaterThan(0)
    expect(way(1)).toBeGreaterThan(0)
    expect([way(2), way(3)]).toEqual([0, 0])
  })
  it('law: by Adam, serially, moments go from one episode to the next; batched, each begins with those of the meta-batch', async () => {
    const pairs = fc.sample(pair, { numRuns: 3, seed: 11 })
    const one = { optimiser: 'adam', steps: 2, learned: 'support' }
    const serial = await learned(reptile, pairs, [1, 1], { ...one, order: 'serial' })
    const batched = await learned(reptile, pairs, [1, 1], one)
    expect([serial.count, batched.count]).toEqual([[6], [2]])
  })
})

describe('iMaml', () => {
  const lambda = 0.5
  const eye: Matrix = [
    [1, 0],
    [0, 1],
  ]
  /** The least of L_S(φ) + (λ/2) ‖φ − θ‖²: (A + λI) φ = A c + λθ, with A c = A θ − ∇L_S(θ). */
  const least = (support: HostBatch, theta: Vector): Vector => {
    const a = curvature(support)
    const right = minus(product(a, theta), slopeAt(support, theta)).map((x, i) => x + lambda * theta[i]!)
    return solved(summed(a, eye, lambda), right)
  }
  it('law: with inner steps that reach it, it is (I + A/λ)⁻¹ A_q (φ − c_q) at the least φ, in as many steps as there are coordinates', () =>
    law(async (pairs, theta) => {
      const want = meanOf(
        pairs.map(([support, query]) =>
          solved(summed(eye, curvature(support), 1 / lambda), slopeAt(query, least(support, theta))),
        ),
      )
      // Inner steps shrink what is left by 1/(1 + αλ) at least: 0.94⁶⁰⁰ is below 10⁻¹⁵.
      // A line has no curvature of its own: the Gauss–Newton matrix is the Hessian.
      const found = await Promise.all(
        ['hessian', 'gaussNewton'].map((matrix) =>
          learned(iMaml, pairs, theta, { lambda, steps: 600, iterations: 2, matrix }),
        ),
      )
      return found.every(({ m }) => largestOf(minus(given(m!), want)) <= 1e-9 * (1 + largestOf(want)))
    }))
  it('control: one step of conjugate gradients is not enough', async () => {
    const [pairs, theta] = fc.sample(cases, { numRuns: 1, seed: 2 })[0]!
    const [one, two] = await Promise.all(
      [1, 2].map(async (iterations) => given((await learned(iMaml, pairs, theta, { lambda, iterations })).m!)),
    )
    expect(largestOf(minus(one!, two!))).toBeGreaterThan(1e-4)
  })
  it('law: in the form of the code the matrix is 2I + A/(λ + 10), at plain steps and one toward the start', () =>
    law(async (pairs, theta, steps) => {
      const want = meanOf(
        pairs.map(([support, query]) => {
          const plain = adapted(support, theta, steps)
          const phi = plain.map((p, i) => p - rate * lambda * (p - theta[i]!))
          const a = curvature(support)
          return solved(summed(summed(eye, eye, 1), a, 1 / (lambda + 10)), slopeAt(query, phi))
        }),
      )
      const { m } = await learned(iMaml, pairs, theta, { lambda, steps, iterations: 2, form: 'code' })
      return largestOf(minus(given(m!), want)) <= 1e-9 * (1 + largestOf(want))
    }))
})
