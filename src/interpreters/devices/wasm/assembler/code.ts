/** The WebAssembly value types that kernels use, and their encodings. */
export const valueTypes = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const

export type ValueType = keyof typeof valueTypes

/** A rope of bytes: joined in constant time, flattened once. */
export type Bytes = number | Uint8Array | readonly Bytes[]

/** Code that leaves one value of type `T` on the stack, or nothing. Where it occurs twice it is computed twice. */
export interface Code<T extends ValueType | 'nothing'> {
  readonly leaves: T
  readonly bytes: Bytes
}

export type Statement = Code<'nothing'>
export type Word = Code<'i32'>
export type Vector = Code<'v128'>

export const code = <T extends ValueType | 'nothing'>(leaves: T, ...bytes: readonly Bytes[]): Code<T> => ({
  leaves,
  bytes,
})

const bytesOf = (each: { readonly bytes: Bytes }): Bytes => each.bytes

/** One statement after another. */
export const sequence = (...statements: readonly Statement[]): Statement => code('nothing', statements.map(bytesOf))

/** `value`, computed after `statements`. */
export const after = <T extends ValueType>(statements: readonly Statement[], value: Code<T>): Code<T> =>
  code(value.leaves, statements.map(bytesOf), value.bytes)
