import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, conjugateGradient, dot, multiply, type Params } from '../../../src/dsl/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { largestOf, minus, near } from '../../../src/laws/index.ts'
import { right } from '../learner.ts'
import { solve } from '../solve.ts'

const size = 4
const eighths = (min: number, max: number) => fc.integer({ min: min * 8, max: max * 8 }).map((n) => n / 8)
const vector = (coordinate: fc.Arbitrary<number>) => fc.array(coordinate, { minLength: size, maxLength: size })

/** A = diag(d) + u uᵀ with d in [1, 4] and u in [−1, 1]: symmetric, eigenvalues in [1, 8]. */
const cases = fc.record({ d: vector(eighths(1, 4)), u: vector(eighths(-1, 1)), b: vector(eighths(-4, 4)) })
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never

const matrixOf = ({ d, u }: Case) => d.map((di, i) => u.map((uj, j) => u[i]! * uj + (i === j ? di : 0)))

const found = async (at: Case, times: number): Promise<readonly number[]> =>
  right(
    await onVectors({ ...at }, ({ d, u, b }) => {
      const apply = (v: Params): Params => add(multiply(d, v), multiply(dot(u, v), u))
      return conjugateGradient({ apply, times })(b)
    })(),
  )

/** xᵀAx − 2bᵀx, which the solution makes least. */
const bowl = (at: Case, x: readonly number[]): number =>
  matrixOf(at).reduce((so, row, i) => so + x[i]! * row.reduce((s, a, j) => s + a * x[j]!, 0) - 2 * at.b[i]! * x[i]!, 0)

// Conjugate directions drift apart by a rounding a step times the condition, 8 at most; what remains is of second order.
const exact = 2 ** 14

describe('conjugateGradient', () => {
  it('law: after as many steps as there are coordinates it is the solution that elimination finds', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        expect(near(await found(at, size), solve(matrixOf(at), at.b), exact, 8)).toBe(true)
      }),
    ))
  it('law: more steps than that change nothing', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        expect(near(await found(at, 3 * size), solve(matrixOf(at), at.b), exact, 8)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: with a matrix of two different eigenvalues two steps are enough', () =>
    fc.assert(
      fc.asyncProperty(cases, eighths(1, 4), async (at, d) => {
        const flat = { ...at, d: at.d.map(() => d) }
        expect(near(await found(flat, 2), solve(matrixOf(flat), flat.b), exact, 8)).toBe(true)
      }),
      { numRuns: 50 },
    ))
  it('limits: no step gives 0, one step is the steepest descent of its bowl, and a right side of 0 has the solution 0', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        expect(await found(at, 0)).toEqual([0, 0, 0, 0])
        const image = matrixOf(at).map((row) => row.reduce((so, a, j) => so + a * at.b[j]!, 0))
        const [over, under] = [at.b, image].map((v) => v.reduce((so, x, i) => so + x * at.b[i]!, 0)) as [number, number]
        const stretch = under > 0 ? over / under : 0
        expect(
          near(
            await found(at, 1),
            at.b.map((x) => stretch * x),
            64,
            4,
          ),
        ).toBe(true)
        expect(await found({ ...at, b: [0, 0, 0, 0] }, 3)).toEqual([0, 0, 0, 0])
      }),
      { numRuns: 50 },
    ))
  it('law: the bowl never rises from step to step', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const heights = await Promise.all([0, 1, 2, 3, 4].map(async (k) => bowl(at, await found(at, k))))
        heights.slice(1).forEach((h, k) => expect(h).toBeLessThanOrEqual(heights[k]! + 1e-9))
      }),
      { numRuns: 50 },
    ))
  it('law: of a matrix that is not positive definite the bowl never rises, and what has stayed once stays', () =>
    fc.assert(
      fc.asyncProperty(cases, vector(eighths(-4, 4)), async (at, d) => {
        const saddle = { ...at, d }
        const steps = await Promise.all([0, 1, 2, 3, 4, 5].map((k) => found(saddle, k)))
        const heights = steps.map((x) => bowl(saddle, x))
        heights.slice(1).forEach((h, k) => {
          const size = Math.max(...steps[k + 1]!.map(Math.abs), 1)
          expect(h).toBeLessThanOrEqual(heights[k]! + size * size * 2 ** -14)
        })
        steps.slice(2).forEach((x, k) => {
          const stayed = steps[k + 1]!.every((one, i) => one === steps[k]![i])
          if (stayed) expect(x).toEqual(steps[k + 1])
        })
      }),
      { numRuns: 50 },
    ))
  it('hand: along a direction in which it does not curve upwards it stops, whatever comes after', async () => {
    // A = diag(1, −2): along b = (1, 1) it curves by −1.
    const at = { d: [1, -2, 1, 1], u: [0, 0, 0, 0], b: [1, 1, 0, 0] }
    expect(await found(at, 4)).toEqual([0, 0, 0, 0])
  })
  it('control: fewer steps than different eigenvalues are not enough', async () => {
    const at = { d: [1, 2, 3, 4], u: [0, 0, 0, 0], b: [1, 1, 1, 1] }
    expect(largestOf(minus(await found(at, 3), solve(matrixOf(at), at.b)))).toBeGreaterThan(1e-3)
  })
})
