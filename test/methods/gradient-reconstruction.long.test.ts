import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestOf, minus, near, same } from '../../src/laws/index.ts'
import { finetune, gradientReconstruction } from '../../src/methods/index.ts'
import { heightOf } from '../dsl/applied.ts'
import { slopeAt } from './least-squares.ts'
import { type Happening, line, type Played, played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const between = { ...line.between, inputShape: [3] }
const small = { layers: 1, units: 4, activation: 'tanh', coordinates: 8, grid: 0, inputScale: 1, optimiser: 'sgd' }
const courses = fc.tuple(regressions(3, 3), regressions(3, 3, 1), regressions(3, 3, 2), vectors(4))

/** Σᵢ vᵢ tanh(wᵢ x + bᵢ) + c, by the parameters of a network of four units. */
const voice =
  (phi: readonly number[]) =>
  (x: number): number =>
    heightOf({ activation: 'tanh', w: phi.slice(0, 4), b: phi.slice(4, 8), v: phi.slice(8, 12), c: phi[12]! }, x)

/** What past tasks say at θ, by the state before a step: 13 parameters each, and the size of gradients. */
const voices = ({ slots }: Played, theta: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: slots.past!.length / 14 }, (_, i) => {
    const own = slots.past!.slice(14 * i, 14 * (i + 1))
    return theta.map((x) => own[13]! * voice(own)(x))
  })

/** Two tasks behind, and a step of rate 1 in a third: what was said before it, the gradient, and θ − θ′. */
const third = async (
  [first, second, now, theta]: readonly [
    ...Parameters<typeof lesson>[0],
    Parameters<typeof slopeAt>[0],
    readonly number[],
  ],
  set: Readonly<Record<string, unknown>> = {},
) => {
  const setting = { between, theta, set: { ...small, rate: 1 / 1024, metaSteps: 4, metaRate: 0.05, ...set } }
  const states = await played(gradientReconstruction, [...lesson([first, second]), ['batch', now]], setting)
  const [before, after] = [states.at(-2)!, states.at(-1)!]
  const at = before.slots.theta!
  return {
    said: voices(before, at),
    gradient: slopeAt(now, at),
    step: minus(at, after.slots.theta!).map((x) => x * 1024),
  }
}

const lesson = (tasks: readonly [Parameters<typeof slopeAt>[0], Parameters<typeof slopeAt>[0]]): readonly Happening[] =>
  tasks.flatMap((task) => [['batch', task] as const, ['end', task] as const])

describe('gradientReconstruction', () => {
  it.each(['sgd', 'momentum'])('law: in the first task it is finetuning, to the bit, with %s', (optimiser) =>
    fc.assert(
      fc.asyncProperty(
        regressions(3),
        vectors(2),
        fc.constantFrom('mean', 'pairwise'),
        async (batch, theta, agreement) => {
          const happenings = [1, 2, 3].map(() => ['batch', batch] as const)
          const set = { rate: 0.125, optimiser }
          const own = await thetaAfter(gradientReconstruction, happenings, {
            theta,
            set: { ...small, ...set, agreement },
          })
          expect(same(own, await thetaAfter(finetune, happenings, { theta, set }))).toBe(true)
        },
      ),
      { numRuns: 30 },
    ),
  )
  it('law: with Adam it is finetuning up to rounding', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), vectors(2), async (batch, theta) => {
        const happenings = [1, 2, 3].map(() => ['batch', batch] as const)
        const set = { rate: 0.125, optimiser: 'adam' }
        const own = await thetaAfter(gradientReconstruction, happenings, { theta, set: { ...small, ...set } })
        expect(near(own, await thetaAfter(finetune, happenings, { theta, set }), 1e6, 4)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: a step never goes against the mean of what past tasks say, and takes all that agrees', () =>
    fc.assert(
      fc.asyncProperty(courses, async (course) => {
        const { said, gradient, step } = await third(course)
        const mean = gradient.map((_, j) => (said[0]![j]! + said[1]![j]!) / 2)
        step.forEach((x, j) => {
          expect(x * mean[j]!).toBeGreaterThanOrEqual(0)
          const agrees = Math.sign(gradient[j]!) * Math.sign(mean[j]!) > 0
          if (Math.abs(mean[j]!) > 1e-9 && Math.abs(gradient[j]!) > 1e-6)
            expect(Math.abs(x - (agrees ? gradient[j]! : 0))).toBeLessThanOrEqual(1e-9 * (1 + largestOf(gradient)))
        })
      }),
      { numRuns: 30 },
    ))
  it('law: pairwise, a coordinate moves where it agrees with every past task, and only there', () =>
    fc.assert(
      fc.asyncProperty(courses, async (course) => {
        const { said, gradient, step } = await third(course, { agreement: 'pairwise' })
        step.forEach((x, j) => {
          const agrees = said.every((h) => Math.sign(gradient[j]!) * Math.sign(h[j]!) > 0)
          if (said.every((h) => Math.abs(h[j]!) > 1e-9) && Math.abs(gradient[j]!) > 1e-6)
            expect(Math.abs(x - (agrees ? gradient[j]! : 0))).toBeLessThanOrEqual(1e-9 * (1 + largestOf(gradient)))
        })
      }),
      { numRuns: 30 },
    ))

  // With inputs ±1 both curvatures are 1, and with targets 2t and 0 the least is at (t, t): the gradient is θ − t everywhere.
  const bowl = (t: number, task: number) => points([[1], [-1]], [[2 * t], [0]], task)
  const linear = {
    ...small,
    layers: 0,
    rate: 1e-6,
    coordinates: 64,
    metaSteps: 2000,
    metaRate: 0.02,
  }
  const theta = [1.5, -1]
  it('law: a linear h learns the gradient of a quadratic of equal curvature, and speaks for it wherever θ is', async () => {
    const states = await played(
      gradientReconstruction,
      [
        ['batch', bowl(0.5, 0)],
        ['end', bowl(0.5, 0)],
      ],
      {
        theta,
        set: linear,
      },
    )
    const [slope, height, size] = states.at(-1)!.slots.past!
    expect(Math.abs(size! - Math.hypot(1, -1.5) / Math.SQRT2)).toBeLessThanOrEqual(1e-12)
    expect(Math.abs(size! * slope! - 1)).toBeLessThanOrEqual(1e-4)
    expect(Math.abs(size! * height! + 0.5)).toBeLessThanOrEqual(1e-4)
  })
  it.each([0, 16])('the next task then moves what both want moved, and nothing else (grid %i)', async (grid) => {
    const set = { ...linear, grid }
    const moves = async (t: number) => {
      const happenings: readonly Happening[] = [
        ['batch', bowl(0.5, 0)],
        ['end', bowl(0.5, 0)],
        ['batch', bowl(t, 1)],
      ]
      const states = await played(gradientReconstruction, happenings, { theta, set })
      const [before, after] = [states.at(-2)!.slots.theta!, states.at(-1)!.slots.theta!]
      return minus(before, after).map((x) => x * 1e6)
    }
    // The first task pulls 1.5 down and −1 up; so does t = 0, while t = 2 pulls 1.5 up and t = −2 pulls −1 down.
    expect(largestOf(minus(await moves(0), [1.5, -1]))).toBeLessThanOrEqual(1e-4)
    expect(largestOf(minus(await moves(2), [0, -3]))).toBeLessThanOrEqual(1e-4)
    expect(largestOf(minus(await moves(-2), [3.5, 0]))).toBeLessThanOrEqual(1e-4)
  })
  it('control: with an h that learned nothing it is another step', async () => {
    const happenings: readonly Happening[] = [
      ['batch', bowl(0.5, 0)],
      ['end', bowl(0.5, 0)],
      ['batch', bowl(2, 1)],
    ]
    const said = await Promise.all(
      [0, 2000].map((metaSteps) =>
        thetaAfter(gradientReconstruction, happenings, { theta, seed: 2, set: { ...linear, metaSteps } }),
      ),
    )
    expect(same(said[0]!, said[1]!)).toBe(false)
  })

  it('keeps one network a task and starts each from φ₀, with nothing of what Adam had', async () => {
    const batch = bowl(0.5, 0)
    const states = await played(
      gradientReconstruction,
      [
        ['batch', batch],
        ['end', batch],
        ['batch', bowl(1, 1)],
        ['end', bowl(1, 1)],
      ],
      { theta, set: small },
    )
    const [start, learned, ended, , last] = states.map(({ slots }) => slots)
    expect(same(learned!.phi!, start!.phi!)).toBe(false)
    expect(ended!.past).toEqual([...learned!.phi!, ...learned!.size!])
    expect(ended!.phi).toEqual(start!.phi)
    expect(ended!.initial).toEqual(start!.phi)
    expect(['first', 'second', 'steps', 'batches', 'size'].flatMap((slot) => ended![slot]!).every((x) => x === 0)).toBe(
      true,
    )
    expect(last!.past!.length).toBe(2 * (start!.phi!.length + 1))
  })
  it('the seed decides how h starts', async () => {
    const phi = async (seed: number) =>
      (await played(gradientReconstruction, [], { theta, set: small, seed }))[0]!.slots.phi!
    expect(await phi(1)).toEqual(await phi(1))
    expect(same(await phi(1), await phi(2))).toBe(false)
  })
})
