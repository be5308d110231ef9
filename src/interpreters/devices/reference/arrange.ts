import type { Shape } from '../../../ir/index.ts'
import { positions, stridesOf, type Value, value } from './values.ts'

/** The elements of a value at the given positions. */
const pick = (of: Value, shape: Shape, at: Int32Array): Value => value(shape, (i) => of.data[at[i]!]!)

/** Writes a value into a larger one as the block that starts at `begin`. */
const put = (into: Value, of: Value, begin: readonly number[]): void => {
  const strides = stridesOf(into.shape)
  const start = begin.reduce((so, b, d) => so + b * strides[d]!, 0)
  positions(of.shape, strides, start).forEach((at, i) => {
    into.data[at] = of.data[i]!
  })
}

export const broadcast = (of: Value, shape: Shape): Value => {
  const own = stridesOf(of.shape).map((stride, d) => (of.shape[d] === 1 ? 0 : stride))
  const strides = [...shape.slice(of.shape.length).map(() => 0), ...own]
  return pick(of, shape, positions(shape, strides))
}

export const transpose = (of: Value, permutation: readonly number[], shape: Shape): Value => {
  const strides = stridesOf(of.shape)
  const moved = permutation.map((p) => strides[p]!)
  return pick(of, shape, positions(shape, moved))
}

export const slice = (of: Value, begin: readonly number[], shape: Shape): Value => {
  const strides = stridesOf(of.shape)
  const start = begin.reduce((so, b, d) => so + b * strides[d]!, 0)
  return pick(of, shape, positions(shape, strides, start))
}

export const pad = (of: Value, before: readonly number[], shape: Shape): Value => {
  const out = value(shape, () => 0)
  put(out, of, before)
  return out
}

export const concat = (parts: readonly Value[], axis: number, shape: Shape): Value => {
  const out = value(shape, () => 0)
  parts.reduce((start, part) => {
    const begin = shape.map((_, d) => (d === axis ? start : 0))
    put(out, part, begin)
    return start + part.shape[axis]!
  }, 0)
  return out
}

/** An index outside the rows gives NaN. */
export const gather = (of: Value, indices: Value, shape: Shape): Value => {
  const size = of.data.length / of.shape[0]!
  return value(shape, (i) => of.data[indices.data[Math.floor(i / size)]! * size + (i % size)]!)
}

export const oneHot = (indices: Value, depth: number, shape: Shape): Value =>
  value(shape, (i) => (indices.data[Math.floor(i / depth)] === i % depth ? 1 : 0))

/** Row `index` of the first dimension; it shares memory with its source. */
export const rowOf = (source: Value, index: number): Value => {
  const size = source.data.length / source.shape[0]!
  return { shape: source.shape.slice(1), data: source.data.subarray(index * size, (index + 1) * size) }
}
