import type { Shape } from '../../../ir/index.ts'
import { positions, stridesOf, type Value, value } from './values.ts'

/** Folds the elements along `axes` into one for each element of `shape`, in row-major order of the operand. */
export const fold = (
  of: Value,
  shape: Shape,
  axes: readonly number[],
  start: number,
  f: (so: number, x: number) => number,
): Value => {
  const out = value(shape, () => start)
  const kept = of.shape.flatMap((_, d) => (axes.includes(d) ? [] : [d]))
  const own = stridesOf(shape)
  const strides = of.shape.map((_, d) => (axes.includes(d) ? 0 : own[kept.indexOf(d)]!))
  positions(of.shape, strides).forEach((at, i) => {
    out.data[at] = f(out.data[at]!, of.data[i]!)
  })
  return out
}
