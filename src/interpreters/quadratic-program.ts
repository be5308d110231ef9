/// <reference path="./quadprog.d.ts" />
import quadprog from 'quadprog'

const fromOne = <A>(list: readonly A[]): (number | A)[] => [0, ...list]

/** The step of projected gradient from v, which is 0 at a solution and nowhere else; relative to the size of v. */
const residual = (
  gram: readonly (readonly number[])[],
  linear: ArrayLike<number>,
  lower: number,
  v: Float64Array,
): number => {
  const trace = gram.reduce((so, row, i) => so + row[i]!, 0) || 1
  const steps = gram.map((row, i) => {
    const slope = row.reduce((so, g, j) => so + g * v[j]!, linear[i]!)
    return Math.abs(v[i]! - Math.max(lower, v[i]! - slope / trace))
  })
  return Math.max(...steps) / (1 + Math.max(...v.map(Math.abs)))
}

/**
 * argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower.
 *
 * | symbol | argument | shape | range                  |
 * | G      | `gram`   | t × t | positive semi-definite |
 * | b      | `linear` | t     | finite                 |
 *
 * A singular G is given a ridge, relative to its trace. A large one moves the solution; a small one lets the solver start
 * from so far away that rounding moves it: of a few, the one whose solution best meets the conditions of optimality.
 * Non-finite input gives NaN, so that divergence is seen where the run looks for it.
 */
export const minimise = (gram: ArrayLike<number>, linear: ArrayLike<number>, lower: number): Float64Array => {
  const n = linear.length
  const lost = new Float64Array(n).fill(Number.NaN)
  if (![...Array.from(gram), ...Array.from(linear)].every(Number.isFinite)) return lost
  const square = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (gram[i * n + j]! + gram[j * n + i]!) / 2),
  )
  const trace = square.reduce((so, row, i) => so + row[i]!, 0)
  const identity = Array.from({ length: n }, (_, i) => fromOne(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))))
  const attempt = (ridge: number): Float64Array | undefined => {
    const D = square.map((row, i) => fromOne(row.map((x, j) => (i === j ? x + ridge : x))))
    const { solution, message } = quadprog.solveQP(
      fromOne(D) as (number | number[])[],
      fromOne(Array.from(linear, (x) => -x)),
      fromOne(identity) as (number | number[])[],
      fromOne(new Array<number>(n).fill(lower)),
    )
    const v = Float64Array.from(solution.slice(1), (x) => Math.max(lower, x))
    return message === '' && v.every(Number.isFinite) ? v : undefined
  }
  const found = [0, 1e-10, 1e-8, 1e-6].flatMap((relative) => {
    const v = attempt(relative * (trace === 0 ? 1 : trace))
    return v === undefined ? [] : [{ v, error: residual(square, linear, lower, v) }]
  })
  return found.reduce((best, one) => (one.error < best.error ? one : best), found[0] ?? { v: lost, error: 0 }).v
}
