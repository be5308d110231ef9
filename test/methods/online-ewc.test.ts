import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { largestOf, minus, same } from '../../src/laws/index.ts'
import { ewc, finetune, onlineEwc } from '../../src/methods/index.ts'
import { slopeAt } from './least-squares.ts'
import { type Happening, line, played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

/** Inputs whose columns, with the 1 of the bias, are orthogonal: (1/N) Σ x xᵀ is the identity. */
const design = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
]
const between = { ...line.between, inputShape: [2] }

const tasks = fc.array(
  fc.array(
    fc.integer({ min: -32, max: 32 }).map((n) => n / 8),
    { minLength: 4, maxLength: 4 },
  ),
  { minLength: 2, maxLength: 4 },
)

const dataOf = (targets: readonly number[], task: number): HostBatch =>
  points(
    design,
    targets.map((y) => [y]),
    task,
  )

/** The least squares of one task by itself: on this design (1/N) Σ y (x, 1). */
const fitOf = (data: HostBatch): readonly number[] => slopeAt(data, [0, 0, 0]).map((g) => -g)

/** Labels one above or below what θ says, so that every squared residual is the variance of the model, 1. */
const labelled = (theta: readonly number[], task: number): HostBatch =>
  dataOf(
    design.map(([a, b], i) => a! * theta[0]! + b! * theta[1]! + theta[2]! + (i % 2 === 0 ? 1 : -1)),
    task,
  )

/** Σᵢ ρ^{t − i} vᵢ / Σᵢ ρ^{t − i}: the last one counts in full. */
const fadingMeanOf = (vectors: readonly (readonly number[])[], decay: number): readonly number[] => {
  const weights = vectors.map((_, i) => decay ** (vectors.length - 1 - i))
  const whole = weights.reduce((a, b) => a + b)
  return vectors[0]!.map((_, m) => vectors.reduce((so, v, i) => so + weights[i]! * v[m]!, 0) / whole)
}

const meanOf = (vectors: readonly (readonly number[])[]): readonly number[] =>
  vectors[0]!.map((_, i) => vectors.reduce((so, v) => so + v[i]!, 0) / vectors.length)

/** Each task descended to the bottom; then its information, taken at the mean of what was fitted so far. */
const course = (targets: readonly (readonly number[])[], mean = meanOf): readonly Happening[] =>
  targets.flatMap((y, task) => {
    const soFar = mean(targets.slice(0, task + 1).map((t, i) => fitOf(dataOf(t, i))))
    return [
      ...Array.from({ length: 60 }, () => ['batch', dataOf(y, task)] as const),
      ['end', labelled(soFar, task)] as const,
    ]
  })

const one = { rate: 0.3, lambda: 1, fisher: 'empirical', samples: 4 }
const set = { ...one, decay: 1, form: 'sum' }

describe('onlineEwc', () => {
  const fading = { ...one, form: 'sum', decay: 0.5 }
  /** How far the parameters after all tasks are from the mean that forgets at the rate of the decay. */
  const fromFadingMean = async (targets: readonly (readonly number[])[], penalty: string): Promise<number> => {
    const mean = (fits: readonly (readonly number[])[]): readonly number[] => fadingMeanOf(fits, fading.decay)
    const happenings = course(targets, mean)
    const set = { ...fading, penalty }
    const got = (await played(onlineEwc, happenings, { between, theta: [0, 0, 0], set })).at(-1)!.slots
    return largestOf(minus(got.theta!, mean(targets.map((t, i) => fitOf(dataOf(t, i))))))
  }
  it('law: with the decay in the penalty, as printed, a task weighs ρ to the power of its age', () =>
    fc.assert(
      fc.asyncProperty(tasks, async (targets) => {
        // Steps of rate 0.3 contract by at most 1 − 0.3 each: 60 of them leave 5e-10 of the way. Labels are float32, of size up to 16.
        expect(await fromFadingMean(targets, 'decayed')).toBeLessThanOrEqual(1e-5)
      }),
      { numRuns: 20 },
    ))
  it('control: without it, it does not', async () => {
    expect(
      await fromFadingMean(
        [
          [8, 0, 0, 0],
          [0, 0, 0, 8],
        ],
        'kept',
      ),
    ).toBeGreaterThan(0.1)
  })
  it('law: on linear-Gaussian regression with orthogonal inputs it is exact Bayes, any number of tasks', () =>
    fc.assert(
      fc.asyncProperty(tasks, async (targets) => {
        const got = (await played(onlineEwc, course(targets), { between, theta: [0, 0, 0], set })).at(-1)!.slots
        // The posterior under a flat prior: all data at once, N (t + 1) observations of precision 1 each.
        const everything = meanOf(targets.map((t, i) => fitOf(dataOf(t, i))))
        // Labels are float32 numbers of size up to 16.
        expect(largestOf(minus(got.theta!, everything))).toBeLessThanOrEqual(1e-5)
        expect(largestOf(got.information!.map((f) => f - targets.length))).toBeLessThanOrEqual(1e-5)
      }),
      { numRuns: 30 },
    ))
  it('control: as a moving average it is not', async () => {
    const targets = [
      [4, 0, 0, 0],
      [0, 4, 0, 0],
      [0, 0, 4, 0],
    ]
    const ema = { ...set, form: 'ema', decay: 0.5 }
    const got = await thetaAfter(onlineEwc, course(targets), { between, theta: [0, 0, 0], set: ema })
    const everything = meanOf(targets.map((t, i) => fitOf(dataOf(t, i))))
    expect(largestOf(minus(got, everything))).toBeGreaterThan(0.01)
  })
})

describe.each([
  ['ewc', ewc],
  ['onlineEwc', onlineEwc],
] as const)('%s', (_, method) => {
  it('law: λ = 0 is finetuning, to the bit, through tasks', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3, 1, 1), vectors(2), async (first, second, theta) => {
        const happenings = [
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const free = await thetaAfter(method, happenings, { theta, set: { ...one, lambda: 0 } })
        expect(same(free, await thetaAfter(finetune, happenings, { theta, set: { rate: 0.3 } }))).toBe(true)
      }),
    ))
  it('law: after one task both are one penalty, ewc and online EWC the same', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3, 1, 1), vectors(2), async (first, second, theta) => {
        const happenings = [
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const [apart, running] = await Promise.all(
          [ewc, onlineEwc].map((m) => thetaAfter(m, happenings, { theta, set: { ...one, rate: 0.0625 } })),
        )
        expect(largestOf(minus(apart!, running!))).toBeLessThanOrEqual(1e-9 * (1 + largestOf(apart!)))
      }),
    ))
})
