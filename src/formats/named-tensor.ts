/** The arrays in which numbers of a tensor are held, by the names that safetensors has for their types. */
export interface ArrayOf {
  readonly F64: Float64Array
  readonly F32: Float32Array
  readonly I32: Int32Array
  readonly U8: Uint8Array
}

/** The type of a tensor's numbers. */
export type ElementType = keyof ArrayOf

export type Numbers = ArrayOf[ElementType]

/** A tensor with a name, its numbers row after row. */
export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Numbers
}

/** How many numbers a tensor of a shape has. */
export const sizeOfShape = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

export const elementTypeOf = (values: Numbers): ElementType => {
  if (values instanceof Float64Array) return 'F64'
  if (values instanceof Float32Array) return 'F32'
  return values instanceof Int32Array ? 'I32' : 'U8'
}
