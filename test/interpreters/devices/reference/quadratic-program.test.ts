import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimise } from '../../../../src/interpreters/devices/reference/quadratic-program.ts'
import { dyadic, quadratic, vector } from '../../../arbitraries/index.ts'

type Matrix = readonly (readonly number[])[]

/** G = BᵀB of a wide or a tall B: positive semi-definite, singular where B has fewer rows than columns. */
const problem = fc.integer({ min: 1, max: 4 }).chain((n) =>
  fc
    .record({
      b: fc.array(vector(n, 1), { minLength: 1, maxLength: 5 }),
      inside: fc.array(dyadic(1), { minLength: 5, maxLength: 5 }),
      push: fc.array(fc.nat(16), { minLength: n, maxLength: n }),
      lower: dyadic(1),
    })
    .map(({ b, inside, push, lower }) => ({
      gram: Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) => b.reduce((s, r) => s + r[i]! * r[j]!, 0)),
      ),
      // b in the range of Bᵀ, plus what is not negative: a minimum exists over v ≥ lower.
      linear: Array.from({ length: n }, (_, i) => b.reduce((s, r, k) => s + r[i]! * inside[k]!, push[i]! / 16)),
      lower,
    })),
)

const times = (g: Matrix, v: ArrayLike<number>): readonly number[] =>
  g.map((row) => row.reduce((so, a, j) => so + a * v[j]!, 0))

const objective = (g: Matrix, b: readonly number[], v: ArrayLike<number>): number =>
  times(g, v).reduce((so, gv, i) => so + (gv / 2 + b[i]!) * v[i]!, 0)

const norm = (x: readonly number[]): number => Math.sqrt(x.reduce((so, a) => so + a * a, 0))

const traceOf = (g: Matrix): number => g.reduce((so, row, i) => so + row[i]!, 0) || 1

/** Projected gradient from the bound, with steps of one over the trace: an independent way to the least value. */
const searched = (g: Matrix, b: readonly number[], lower: number): readonly number[] => {
  const rate = 1 / traceOf(g)
  return Array.from({ length: 3000 }).reduce<readonly number[]>(
    (v) => times(g, v).map((gv, i) => Math.max(lower, v[i]! - rate * (gv + b[i]!))),
    b.map(() => lower),
  )
}

/**
 * What the solver may be off by, in units of v: a ridge of δ = 10⁻⁸ of the trace moves v by about δ‖v‖, and starts the
 * search ‖b‖ / (δ·trace) away, where a few n roundings are that times ε. It may take another δ only if that is better.
 */
const slackOf = ({ gram, linear }: { gram: Matrix; linear: readonly number[] }, v: readonly number[]): number => {
  const ridge = 1e-8
  const start = norm(linear) / (ridge * traceOf(gram))
  return ridge * (1 + norm(v)) + 16 * v.length * Number.EPSILON * (1 + start)
}

const solved = (p: { gram: Matrix; linear: readonly number[]; lower: number }) => {
  const v = Array.from(minimise(p.gram.flat(), p.linear, p.lower))
  const multiplier = times(p.gram, v).map((gv, i) => (gv + p.linear[i]!) / traceOf(p.gram))
  return { v, multiplier, slack: slackOf(p, v) }
}

describe('argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower', () => {
  it('law: Karush–Kuhn–Tucker: v ≥ lower, μ = (Gv + b) / tr G ≥ 0, and μᵢ = 0 wherever vᵢ > lower', () =>
    fc.assert(
      fc.property(problem, (p) => {
        const { v, multiplier, slack } = solved(p)
        for (const [i, x] of v.entries()) {
          expect(x).toBeGreaterThanOrEqual(p.lower)
          expect(multiplier[i]!).toBeGreaterThanOrEqual(-slack)
          expect(Math.min(x - p.lower, Math.abs(multiplier[i]!))).toBeLessThanOrEqual(slack)
        }
      }),
    ))
  it('law: no value found by projected gradient is smaller', () =>
    fc.assert(
      fc.property(problem, (p) => {
        const { v, slack } = solved(p)
        const other = searched(p.gram, p.linear, p.lower)
        // Convexity: f(v) − f(u) ≤ ⟨∇f(v), v − u⟩, which conditions met up to a slack bound by that times tr G ‖v − u‖.
        const distance = norm(other.map((x, i) => x - v[i]!))
        const bound = slack * traceOf(p.gram) * 2 * v.length * (1 + distance)
        expect(objective(p.gram, p.linear, v)).toBeLessThanOrEqual(objective(p.gram, p.linear, other) + bound)
      }),
      { numRuns: 50 },
    ))
  it('law: with every constraint inactive it is the unconstrained minimum', () =>
    fc.assert(
      fc.property(quadratic(3), (q) => {
        const linear = times(q.hessian, q.minimiser).map((x) => -x)
        const v = minimise(q.hessian.flat(), linear, -100)
        // Relative error of a solve is at most about n² ε times the condition: trace over the least eigenvalue, at least 1/16.
        const trace = q.hessian.reduce((so, row, i) => so + row[i]!, 0)
        const bound = 64 * Number.EPSILON * 16 * trace * (100 + norm(q.minimiser))
        for (const [i, x] of q.minimiser.entries()) expect(Math.abs(v[i]! - x)).toBeLessThanOrEqual(bound)
      }),
    ))
  it('law: (s² G, s t b, t lower / s) has the solution t v / s, for powers of two over all of float32', () => {
    const power = fc.integer({ min: -120, max: 120 }).map((k) => 2 ** k)
    // A row of zeros has no length to be told by: in GᵀG it would have no pull bᵢ either.
    const lengthy = problem.filter(({ gram }) => gram.every((row, i) => row[i]! > 0))
    return fc.assert(
      fc.property(lengthy, power, power, (p, s, t) => {
        const gram = p.gram.flat().map((x) => x * s * s)
        const linear = p.linear.map((b) => b * s * t)
        const v = Array.from(minimise(gram, linear, (p.lower * t) / s), (x) => (x * s) / t)
        const multiplier = times(p.gram, v).map((gv, i) => (gv + p.linear[i]!) / traceOf(p.gram))
        // The problem that is solved is this one times powers of two, none of a row by itself: what it is off by stays in proportion.
        const slack = slackOf(p, v)
        for (const [i, x] of v.entries()) {
          expect(x).toBeGreaterThanOrEqual(p.lower)
          expect(multiplier[i]!).toBeGreaterThanOrEqual(-slack)
          expect(Math.min(x - p.lower, Math.abs(multiplier[i]!))).toBeLessThanOrEqual(slack)
        }
      }),
    )
  })
  it('law: (sᵢ sⱼ Gᵢⱼ, t sᵢ bᵢ, t lower / sᵢ) has the solution t vᵢ / sᵢ, a power of two for each row', () => {
    const power = fc.integer({ min: -120, max: 120 }).map((k) => 2 ** k)
    const powers = fc.array(power, { minLength: 3, maxLength: 3 })
    return fc.assert(
      fc.property(quadratic(3), powers, power, (q, s, t) => {
        const linear = times(q.hessian, q.minimiser).map((x) => -x)
        const want = minimise(q.hessian.flat(), linear, 0)
        const got = minimise(
          q.hessian.flatMap((row, i) => row.map((x, j) => x * s[i]! * s[j]!)),
          linear.map((b, i) => b * s[i]! * t),
          0,
        )
        // As above: n² ε times the condition, once for each of the two; rows that differ by up to 2¹⁰ are not balanced.
        const trace = q.hessian.reduce((so, row, i) => so + row[i]!, 0)
        const bound = 2 ** 10 * 128 * Number.EPSILON * 16 * trace * (1 + norm(q.minimiser))
        for (const [i, x] of want.entries()) expect(Math.abs((got[i]! * s[i]!) / t - x)).toBeLessThanOrEqual(bound)
      }),
    )
  })
  it('law: a row of nothing but Gᵢᵢ > 0, with no slope and 0 as bound, leaves the others what they are without it, to the bit', () => {
    const idle = fc.tuple(fc.nat(5), fc.constantFrom(2 ** -60, 0.5, 1, 3, 2 ** 60))
    return fc.assert(
      fc.property(problem, fc.array(idle, { minLength: 1, maxLength: 3 }), (p, rows) => {
        const with0 = rows.reduce(
          ({ gram, linear, lower }, [place, diagonal]) => {
            const at = Math.min(place, linear.length)
            const put = <A>(list: readonly A[], one: A): readonly A[] => [...list.slice(0, at), one, ...list.slice(at)]
            const row = put(
              linear.map(() => 0),
              diagonal,
            )
            return {
              gram: put(
                gram.map((of) => put(of, 0)),
                row,
              ),
              linear: put(linear, Number.NaN),
              lower: put(lower, 0),
            }
          },
          { gram: p.gram, linear: p.linear, lower: p.linear.map(() => p.lower) } as {
            gram: Matrix
            linear: readonly number[]
            lower: readonly number[]
          },
        )
        const added = with0.linear.map(Number.isNaN)
        const v = minimise(
          with0.gram.flat(),
          with0.linear.map((b) => (Number.isNaN(b) ? 0 : b)),
          with0.lower,
        )
        expect(Array.from(v).filter((_, i) => !added[i])).toEqual(
          Array.from(minimise(p.gram.flat(), p.linear, p.lower)),
        )
        expect(Array.from(v).filter((_, i) => added[i])).toEqual(rows.map(() => 0))
      }),
    )
  })
  it('a solved case stays one however large: (2s, s; s, 3s), b = (−s, 2s) gives (½, 0)', () => {
    for (const s of [2 ** 24, 2 ** 60, 2 ** 200, 2 ** -60, 2 ** -200]) {
      const [a, b] = minimise([2 * s, s, s, 3 * s], [-s, 2 * s], 0)
      expect([a, b]).toEqual([0.5, 0])
    }
  })
  it('law: with G = 0 and b > 0 it is the bound', () =>
    fc.assert(
      fc.property(dyadic(1), fc.integer({ min: 1, max: 16 }), (lower, b) => {
        expect(Math.abs(minimise([0], [b / 16], lower)[0]! - lower)).toBeLessThanOrEqual(1e-7)
      }),
    ))
  it('a hand-worked example: G = I, b = (−3, 2), v ≥ 0 gives (3, 0)', () => {
    const [a, b] = minimise([1, 0, 0, 1], [-3, 2], 0)
    expect(a).toBeCloseTo(3, 12)
    expect(b).toBeCloseTo(0, 12)
  })
  it('two equal rows, as of one task met twice, have a solution: their sum is what is determined', () => {
    const v = minimise([1, 1, 1, 1], [-2, -2], 0)
    expect(v[0]! + v[1]!).toBeCloseTo(2, 5)
  })
  it('infinities and NaN come out as NaN, so that divergence is seen', () => {
    expect(Array.from(minimise([1, 0, 0, 1], [Number.NaN, 0], 0))).toEqual([Number.NaN, Number.NaN])
    expect(Array.from(minimise([Number.POSITIVE_INFINITY], [0], 0))).toEqual([Number.NaN])
  })
  it('control: the bound itself violates the conditions where the minimum is inside', () => {
    const [g, b] = [[[1]], [-1]]
    expect(times(g, [0])[0]! + b[0]!).toBeLessThan(0)
  })
})
