import quadprog from 'quadprog'

const fromOne = <A>(list: readonly A[]): (number | A)[] => [0, ...list]

/**
 * argmin_v ½ vᵀGv + bᵀv subject to v ≥ lower.
 *
 * | symbol | argument | shape | range                  |
 * | G      | `gram`   | t × t | positive semi-definite |
 * | b      | `linear` | t     | finite                 |
 *
 * A singular G is given the smallest ridge, relative to its trace, that the solver accepts.
 * Non-finite input gives NaN, so that divergence is seen where the run looks for it.
 */
export const minimise = (gram: ArrayLike<number>, linear: ArrayLike<number>, lower: number): Float64Array => {
  const n = linear.length
  const lost = new Float64Array(n).fill(Number.NaN)
  if (![...Array.from(gram), ...Array.from(linear)].every(Number.isFinite)) return lost
  const row = (i: number): number[] => Array.from({ length: n }, (_, j) => (gram[i * n + j]! + gram[j * n + i]!) / 2)
  const trace = Array.from({ length: n }, (_, i) => gram[i * n + i]!).reduce((a, b) => a + b, 0)
  const identity = Array.from({ length: n }, (_, i) => fromOne(Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))))
  const attempt = (ridge: number): Float64Array | undefined => {
    const D = Array.from({ length: n }, (_, i) => fromOne(row(i).map((x, j) => (i === j ? x + ridge : x))))
    const { solution, message } = quadprog.solveQP(
      fromOne(D) as (number | number[])[],
      fromOne(Array.from(linear, (x) => -x)),
      fromOne(identity) as (number | number[])[],
      fromOne(new Array<number>(n).fill(lower)),
    )
    const v = Float64Array.from(solution.slice(1))
    return message === '' && v.every(Number.isFinite) ? v : undefined
  }
  for (const relative of [0, 1e-12, 1e-9, 1e-6]) {
    const v = attempt(relative * (trace === 0 ? 1 : trace))
    if (v !== undefined) return v
  }
  return lost
}
