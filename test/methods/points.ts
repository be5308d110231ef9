import fc from 'fast-check'
import type { HostBatch } from '../../src/data/index.ts'

/** Examples of a regression: inputs and what they should give. */
export const points = (
  inputs: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  task = 0,
): HostBatch => ({
  count: inputs.length,
  inputs: Float32Array.from(inputs.flat()),
  inputShape: [inputs[0]?.length ?? 0],
  targets: Float32Array.from(targets.flat()),
  weights: Float32Array.from(inputs, () => 1),
  classes: targets[0]?.length ?? 0,
  task,
})

const coordinate = fc.integer({ min: -16, max: 16 }).map((n) => n / 8)

/** Random examples of a regression from `size` numbers to one, on a grid of 1/8, which float32 holds exactly. */
export const regressions = (count: number, size = 1, task = 0): fc.Arbitrary<HostBatch> => {
  const row = fc.array(coordinate, { minLength: size, maxLength: size })
  const list = <A>(of: fc.Arbitrary<A>) => fc.array(of, { minLength: count, maxLength: count })
  return fc.tuple(list(row), list(coordinate)).map(([x, y]) =>
    points(
      x,
      y.map((one) => [one]),
      task,
    ),
  )
}

/** θ of so many coordinates, on the same grid. */
export const vectors = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.array(coordinate, { minLength: length, maxLength: length })

/** Some of the examples of a batch. */
export const rowsOf = (batch: HostBatch, ...rows: readonly number[]): HostBatch => {
  const size = batch.inputs.length / batch.count
  const pick = (values: Float32Array, width: number) =>
    Float32Array.from(rows.flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width))))
  return {
    ...batch,
    count: rows.length,
    inputs: pick(batch.inputs, size),
    targets: pick(batch.targets, batch.classes),
    weights: pick(batch.weights, 1),
  }
}

/** Episodes of one length, each of a support and a query. */
export const episodesOf = (...pairs: readonly (readonly [support: HostBatch, query: HostBatch])[]): HostBatch => {
  const [support, query] = pairs[0]!
  const all = (of: (b: HostBatch) => Float32Array) => Float32Array.from(pairs.flat().flatMap((b) => [...of(b)]))
  return {
    ...support,
    count: pairs.length * (support.count + query.count),
    inputs: all((b) => b.inputs),
    targets: all((b) => b.targets),
    weights: all((b) => b.weights),
    episode: { support: support.count, query: query.count },
  }
}
