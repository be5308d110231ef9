import type { HostBatch } from '../../src/data/index.ts'

type Vector = readonly number[]

const inputOf = ({ inputs, count }: HostBatch, row: number): Vector => {
  const size = inputs.length / count
  return [...inputs.subarray(row * size, (row + 1) * size), 1]
}

/** wᵀx + b at θ = (w, b). */
const output = (theta: Vector, x: Vector): number => x.reduce((so, xi, i) => so + xi * theta[i]!, 0)

const meanOver = (batch: HostBatch, f: (x: Vector, y: number) => Vector): Vector =>
  Array.from({ length: batch.count }, (_, row) => f(inputOf(batch, row), batch.targets[row]!)).reduce(
    (so, v) => v.map((vi, i) => (so[i] ?? 0) + vi / batch.count),
    [] as Vector,
  )

/** Mean over the examples of ½ (wᵀx + b − y)². */
export const heightAt = (batch: HostBatch, theta: Vector): number =>
  meanOver(batch, (x, y) => [(output(theta, x) - y) ** 2 / 2])[0]!

/** Its gradient, (1/N) Σ (wᵀx + b − y) (x, 1). */
export const slopeAt = (batch: HostBatch, theta: Vector): Vector =>
  meanOver(batch, (x, y) => x.map((xi) => (output(theta, x) - y) * xi))

/** The gradient of the mean of f², 2 (1/N) Σ f (x, 1), sample by sample, in absolute value. */
export const sensitivityAt = (batch: HostBatch, theta: Vector): Vector =>
  meanOver(batch, (x) => x.map((xi) => Math.abs(2 * output(theta, x) * xi)))

/** θ − α g. */
export const moved = (theta: Vector, g: Vector, rate: number): Vector => theta.map((t, i) => t - rate * g[i]!)
