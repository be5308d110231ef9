/// <reference path="./quadprog.d.ts" />
import quadprog from 'quadprog'

const fromOne = <A>(list: readonly A[]): (number | A)[] => [0, ...list]

/** The step of projected gradient from v, which is 0 at a solution and nowhere else; relative to the size of v. */
const residual = (
  gram: readonly (readonly number[])[],
  linear: readonly number[],
  lower: readonly number[],
  v: Float64Array,
): number => {
  const trace = gram.reduce((so, row, i) => so + row[i]!, 0) || 1
  const steps = gram.map((row, i) => {
    const slope = row.reduce((so, g, j) => so + g * v[j]!, linear[i]!)
    return Math.abs(v[i]! - Math.max(lower[i]!, v[i]! - slope / trace))
  })
  return Math.max(...steps) / (1 + Math.max(...v.map(Math.abs)))
}

/** The power of two by which a number > 0 comes to [1, 2); 1 for 0. */
const towardsOne = (x: number): number => (x === 0 ? 1 : 2 ** -Math.floor(Math.log2(x)))

/** Whether the solver is left with rows of these lengths as they are. */
const areSafe = (lengths: readonly number[]): boolean => {
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)]
  return 2 ** -20 <= least && most <= 2 ** 8 && most <= 2 ** 10 * least
}

/** A problem of which every number is near 1, and what it takes to come back from its solution. */
interface Balanced {
  readonly gram: readonly (readonly number[])[]
  readonly linear: readonly number[]
  readonly lower: readonly number[]
  readonly back: readonly number[]
}

/**
 * The same problem for u = D⁻¹v·β, with D diagonal and all of it powers of two: G → DGD, b → βDb, lower → β D⁻¹ lower. The solver
 * compares with numbers that it takes for 0, so it needs G and v near 1. Nothing changes where they are.
 */
const balanced = (
  gram: readonly (readonly number[])[],
  linear: readonly number[],
  lower: readonly number[],
): Balanced => {
  const lengths = gram.map((row, i) => Math.sqrt(Math.max(row[i]!, 0)))
  const safe = areSafe(lengths.filter((length) => length > 0))
  const scales = lengths.map((length) => (safe ? 1 : towardsOne(length)))
  const sizes = linear.map((b, i) => Math.max(Math.abs(b * scales[i]!), Math.abs(lower[i]! / scales[i]!)))
  const size = towardsOne(Math.max(...sizes))
  return {
    gram: gram.map((row, i) => row.map((x, j) => x * scales[i]! * scales[j]!)),
    linear: linear.map((b, i) => b * scales[i]! * size),
    lower: lower.map((x, i) => (x * size) / scales[i]!),
    back: scales.map((scale) => scale / size),
  }
}

/**
 * argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower.
 *
 * | symbol | argument | shape | range                  |
 * | G      | `gram`   | t × t | positive semi-definite |
 * | b      | `linear` | t     | finite                 |
 * |        | `lower`  | t, or one for all | finite     |
 *
 * A singular G is given a ridge, relative to its trace. A large one moves the solution; a small one lets the solver start
 * from so far away that rounding moves it: of a few, the one whose solution best meets the conditions of optimality.
 * Non-finite input gives NaN, so that divergence is seen where the run looks for it.
 *
 * Laws: for s and t > 0, one sᵢ a row, (sᵢ sⱼ Gᵢⱼ, t sᵢ bᵢ, t lowerᵢ / sᵢ) has the solution t vᵢ / sᵢ; a row of 0 but for Gᵢᵢ > 0, with
 * bᵢ = lowerᵢ = 0, has vᵢ = 0, and the others are what they are without it, to the bit.
 */
export const minimise = (
  gram: ArrayLike<number>,
  linear: ArrayLike<number>,
  lower: number | ArrayLike<number>,
): Float64Array => {
  const n = linear.length
  const least = Array.from({ length: n }, (_, i) =>
    typeof lower === 'number' ? lower : lower[lower.length === 1 ? 0 : i]!,
  )
  if (![...Array.from(gram), ...Array.from(linear), ...least].every(Number.isFinite))
    return new Float64Array(n).fill(Number.NaN)
  const symmetric = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (gram[i * n + j]! + gram[j * n + i]!) / 2),
  )
  const isIdle = (row: readonly number[], i: number): boolean =>
    linear[i] === 0 && least[i] === 0 && row.every((x, j) => (i === j ? x > 0 : x === 0))
  const at = symmetric.flatMap((row, i) => (isIdle(row, i) ? [] : [i]))
  const v = new Float64Array(n)
  if (at.length === 0) return v
  const problem = balanced(
    at.map((i) => at.map((j) => symmetric[i]![j]!)),
    at.map((i) => linear[i]!),
    at.map((i) => least[i]!),
  )
  solved(problem).forEach((u, k) => {
    const i = at[k]!
    v[i] = Math.max(least[i]!, u * problem.back[k]!)
  })
  return v
}

const solved = ({ gram, linear, lower }: Balanced): Float64Array => {
  const n = linear.length
  const trace = gram.reduce((so, row, i) => so + row[i]!, 0)
  const identity = Array.from({ length: n }, (_, i) => fromOne(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))))
  const attempt = (ridge: number): Float64Array | undefined => {
    const D = gram.map((row, i) => fromOne(row.map((x, j) => (i === j ? x + ridge : x))))
    const { solution, message } = quadprog.solveQP(
      fromOne(D) as (number | number[])[],
      fromOne(linear.map((x) => -x)),
      fromOne(identity) as (number | number[])[],
      fromOne(lower),
    )
    const v = Float64Array.from(solution.slice(1), (x, i) => Math.max(lower[i]!, x))
    return message === '' && v.every(Number.isFinite) ? v : undefined
  }
  const found = [0, 1e-10, 1e-8, 1e-6].flatMap((relative) => {
    const v = attempt(relative * (trace === 0 ? 1 : trace))
    return v === undefined ? [] : [{ v, error: residual(gram, linear, lower, v) }]
  })
  const lost = new Float64Array(n).fill(Number.NaN)
  return found.reduce((best, one) => (one.error < best.error ? one : best), found[0] ?? { v: lost, error: 0 }).v
}
