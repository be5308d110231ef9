import fc from 'fast-check'
import type { HostBatch } from '../../src/data/index.ts'

/** Examples written out: inputs of one dimension, and the number of each one's class. */
export const examples = (
  inputs: readonly (readonly number[])[],
  labels: readonly number[],
  { classes = 2, task = 0 }: { readonly classes?: number; readonly task?: number } = {},
): HostBatch => ({
  count: inputs.length,
  inputs: Float32Array.from(inputs.flat()),
  inputShape: [inputs[0]?.length ?? 0],
  targets: Float32Array.from(
    labels.flatMap((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))),
  ),
  weights: Float32Array.from(inputs, () => 1),
  classes,
  task,
})

/** Random batches with inputs on a grid of 1/16, which float32 holds exactly. */
export const batches = (count: number, size = 3, classes = 2): fc.Arbitrary<HostBatch> => {
  const coordinate = fc.integer({ min: -32, max: 32 }).map((n) => n / 16)
  const input = fc.array(coordinate, { minLength: size, maxLength: size })
  const list = <A>(of: fc.Arbitrary<A>) => fc.array(of, { minLength: count, maxLength: count })
  return fc.tuple(list(input), list(fc.nat(classes - 1))).map(([x, y]) => examples(x, y, { classes }))
}

/** θ for a network of so many parameters. */
export const thetas = (size: number): fc.Arbitrary<readonly number[]> =>
  fc.array(
    fc.integer({ min: -32, max: 32 }).map((n) => n / 32),
    { minLength: size, maxLength: size },
  )

/** One example of a batch, as a batch. */
export const exampleOf = (batch: HostBatch, row: number): HostBatch => {
  const size = batch.inputs.length / batch.count
  return {
    ...batch,
    count: 1,
    inputs: batch.inputs.slice(row * size, (row + 1) * size),
    targets: batch.targets.slice(row * batch.classes, (row + 1) * batch.classes),
    weights: batch.weights.slice(row, row + 1),
  }
}
