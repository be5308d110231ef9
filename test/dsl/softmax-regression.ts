import type { HostBatch } from '../../src/data/index.ts'

/** The network without hidden layers, in plain numbers: logits Wᵀx + b, θ = (W row by row, b). */
export const logits = (theta: readonly number[], x: ArrayLike<number>, classes: number): readonly number[] =>
  Array.from({ length: classes }, (_, c) =>
    Array.from(x).reduce((so, xi, i) => so + xi * theta[i * classes + c]!, theta[x.length * classes + c]!),
  )

export const softmax = (z: readonly number[]): readonly number[] => {
  const top = Math.max(...z)
  const e = z.map((x) => Math.exp(x - top))
  const whole = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / whole)
}

export interface Row {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export const rowsOf = ({ inputs, targets, count, classes }: HostBatch): readonly Row[] =>
  Array.from({ length: count }, (_, i) => {
    const size = inputs.length / count
    return {
      x: Array.from(inputs.slice(i * size, (i + 1) * size)),
      y: Array.from(targets.slice(i * classes, (i + 1) * classes)),
    }
  })

/** −log p(y | x; θ). */
export const surprise = (theta: readonly number[], { x, y }: Row): number => {
  const z = logits(theta, x, y.length)
  const top = Math.max(...z)
  return Math.log(z.reduce((so, a) => so + Math.exp(a - top), 0)) + top - z.reduce((so, a, c) => so + a * y[c]!, 0)
}

/** Its gradient: (p − y) ⊗ (x, 1). */
export const surpriseGradient = (theta: readonly number[], { x, y }: Row): readonly number[] => {
  const p = softmax(logits(theta, x, y.length))
  const error = p.map((pc, c) => pc - y[c]!)
  return [...x, 1].flatMap((xi) => error.map((e) => e * xi))
}

export const meanOf = (vectors: readonly (readonly number[])[]): readonly number[] =>
  vectors[0]!.map((_, i) => vectors.reduce((so, v) => so + v[i]!, 0) / vectors.length)

/** The mean gradient over a batch. */
export const lossGradient = (theta: readonly number[], batch: HostBatch): readonly number[] =>
  meanOf(rowsOf(batch).map((row) => surpriseGradient(theta, row)))

/** The mean surprise over a batch. */
export const lossOf = (theta: readonly number[], batch: HostBatch): number =>
  rowsOf(batch).reduce((so, row) => so + surprise(theta, row), 0) / batch.count
