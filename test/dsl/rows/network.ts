import type { HostBatch } from '../../../src/data/index.ts'
import { mlp } from '../../../src/networks/index.ts'

export const [size, hidden, classes, count] = [3, 2, 4, 3]
export const network = mlp({ hidden: [hidden], activation: 'tanh' })
export const between = { inputShape: [size], outputs: classes }
export const headed = { ...between, heads: 'task' } as const
export const width = size * hidden + hidden + hidden * classes + classes

export type Table = readonly (readonly number[])[]

/** a W + b. */
export const affine = (a: readonly number[], w: readonly number[], b: readonly number[]): readonly number[] =>
  b.map((bias, j) => a.reduce((so, x, i) => so + x * w[i * b.length + j]!, bias))

/** The network on each example of a batch, by its definition. */
export const byHand = (theta: readonly number[], batch: HostBatch) => {
  const cut = (from: number, n: number) => theta.slice(from, from + n)
  const [w1, b1] = [cut(0, size * hidden), cut(size * hidden, hidden)]
  const rest = size * hidden + hidden
  const [w2, b2] = [cut(rest, hidden * classes), cut(rest + hidden * classes, classes)]
  const rows = <A>(f: (row: number) => A): readonly A[] => Array.from({ length: batch.count }, (_, row) => f(row))
  const x: Table = rows((row) => Array.from(batch.inputs.subarray(row * size, (row + 1) * size)))
  const z1: Table = x.map((one) => affine(one, w1, b1))
  const h: Table = z1.map((one) => one.map(Math.tanh))
  const z: Table = h.map((one) => affine(one, w2, b2))
  const y: Table = rows((row) => Array.from(batch.targets.subarray(row * classes, (row + 1) * classes)))
  const heads: Table = rows((row) =>
    batch.heads === undefined
      ? y[row]!.map(() => 1)
      : Array.from(batch.heads.subarray(row * classes, (row + 1) * classes)),
  )
  const p: Table = z.map((one, row) => {
    const e = one.map((v, c) => (heads[row]![c] === 1 ? Math.exp(v) : 0))
    const whole = e.reduce((a, b) => a + b, 0)
    return e.map((v) => v / whole)
  })
  return { x, z1, h, z, y, p, w: Array.from(batch.weights) }
}
