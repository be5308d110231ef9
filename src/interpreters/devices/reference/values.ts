import { type Shape, sizeOf } from '../../../ir/index.ts'

/** A tensor of the reference interpreter: row-major float64. Conditions are 1 or 0. */
export interface Value {
  readonly shape: Shape
  readonly data: Float64Array
}

export const value = (shape: Shape, fill: (index: number) => number): Value => {
  const data = new Float64Array(sizeOf(shape))
  for (let i = 0; i < data.length; i++) data[i] = fill(i)
  return { shape, data }
}

/** How far apart neighbours along each dimension lie. */
export const stridesOf = (shape: Shape): readonly number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)))

/** start + Σ_d c_d·stride_d for every coordinate c of `shape`, in row-major order. */
export const positions = (shape: Shape, strides: readonly number[], start = 0): Int32Array =>
  shape.reduce((so, extent, d) => {
    const next = new Int32Array(so.length * extent)
    for (let i = 0; i < so.length; i++) for (let k = 0; k < extent; k++) next[i * extent + k] = so[i]! + k * strides[d]!
    return next
  }, Int32Array.of(start))
