import { type Shape, sizeOf } from '../../ir/index.ts'

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

export const stridesOf = (shape: Shape): readonly number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)))

/** The coordinates of the element at a flat position. */
export const coordinates = (shape: Shape, position: number): readonly number[] => {
  const strides = stridesOf(shape)
  return shape.map((extent, i) => Math.floor(position / strides[i]!) % extent)
}

export const positionOf = (shape: Shape, at: readonly number[]): number => {
  const strides = stridesOf(shape)
  return at.reduce((position, c, i) => position + c * strides[i]!, 0)
}
