import { type HostBatch, lengthOf, type StreamPlace } from '../../data/index.ts'
import type { Side } from '../../dsl/index.ts'

/** Some rows of a batch, in an order; one may come twice. */
export const rows = (batch: HostBatch, order: ArrayLike<number>): HostBatch => {
  const size = batch.inputs.length / batch.count
  const pick = (values: Float32Array, width: number): Float32Array => {
    const out = new Float32Array(order.length * width)
    for (let i = 0; i < order.length; i++)
      out.set(values.subarray(order[i]! * width, (order[i]! + 1) * width), i * width)
    return out
  }
  return {
    ...batch,
    count: order.length,
    inputs: pick(batch.inputs, size),
    targets: pick(batch.targets, batch.classes),
    weights: pick(batch.weights, 1),
    ...(batch.heads === undefined ? {} : { heads: pick(batch.heads, batch.classes) }),
    ...(batch.sources === undefined ? {} : { sources: Array.from(order, (row) => batch.sources?.[row]) }),
  }
}

/** The outputs that each example's head has: all of them where nothing else is said. */
export const headsOf = ({ heads, count, classes }: HostBatch): Float32Array =>
  heads ?? new Float32Array(count * classes).fill(1)

/** Where each example comes from: of padding nothing is known. */
const sourcesOf = ({ sources = [], count }: HostBatch): readonly (StreamPlace | undefined)[] =>
  Array.from({ length: count }, (_, row) => sources[row])

/** Arrays one after the other. */
export const inOrder = (arrays: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let from = 0
  for (const array of arrays) {
    out.set(array, from)
    from += array.length
  }
  return out
}

/** The examples of one batch, and then those of another. */
export const joined = (a: HostBatch, b: HostBatch): HostBatch => {
  const both = (x: Float32Array, y: Float32Array): Float32Array => inOrder([x, y])
  return {
    ...a,
    count: a.count + b.count,
    inputs: both(a.inputs, b.inputs),
    targets: both(a.targets, b.targets),
    weights: both(a.weights, b.weights),
    ...(a.heads === undefined && b.heads === undefined ? {} : { heads: both(headsOf(a), headsOf(b)) }),
    ...(a.sources === undefined && b.sources === undefined ? {} : { sources: [...sourcesOf(a), ...sourcesOf(b)] }),
  }
}

/** One side of some episodes. */
export const sideOf = (episodes: HostBatch, side: Side): HostBatch => {
  const { episode = { support: 0, query: 0 }, ...batch } = episodes
  const length = lengthOf(episode)
  const from = side === 'support' ? 0 : episode.support
  const size = episode[side]
  const count = length === 0 ? 0 : batch.count / length
  return rows(
    batch,
    Array.from({ length: count * size }, (_, i) => Math.floor(i / size) * length + from + (i % size)),
  )
}
