import type { HostBatch } from '../../src/data/index.ts'

type Vector = readonly number[]
export type Matrix = readonly [readonly [number, number], readonly [number, number]]

/** (1/N) Σ (x, 1)(x, 1)ᵀ: the Hessian of the mean of ½ (wx + b − y)² over some examples of one number. */
export const curvature = ({ inputs, count }: HostBatch): Matrix => {
  const xs = Array.from(inputs)
  const [first, second] = [xs.reduce((so, x) => so + x, 0) / count, xs.reduce((so, x) => so + x * x, 0) / count]
  return [
    [second, first],
    [first, 1],
  ]
}

export const product = (a: Matrix, v: Vector): Vector => a.map(([p, q]) => p * v[0]! + q * v[1]!)

/** a + by · b. */
export const summed = (a: Matrix, b: Matrix, by: number): Matrix => [
  [a[0][0] + by * b[0][0], a[0][1] + by * b[0][1]],
  [a[1][0] + by * b[1][0], a[1][1] + by * b[1][1]],
]

/** The x with a x = v, by Cramer's rule. */
export const solved = ([[p, q], [r, s]]: Matrix, [v = 0, w = 0]: Vector): Vector => {
  const det = p * s - q * r
  return [(s * v - q * w) / det, (p * w - r * v) / det]
}
