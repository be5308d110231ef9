import type { Numbers } from '../named-tensor.ts'

/** How the numbers of one type lie in a file. */
export interface Stored {
  /** Bytes a number. */
  readonly bytes: number
  readonly read: (view: DataView, count: number) => Numbers
}

/** 1 sign, 5 bits of exponent, 10 of mantissa: every such number is one of float32. */
export const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The upper half of a float32. */
const upperHalf = (() => {
  const word = new Uint32Array(1)
  const number = new Float32Array(word.buffer)
  return (bits: number): number => {
    word[0] = bits << 16
    return number[0]!
  }
})()

/** The types that are read; the narrow ones become float32, which holds all their numbers. The least byte comes first. */
export const elementTypes: Readonly<Record<string, Stored>> = {
  F64: { bytes: 8, read: (view, n) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(8 * i, true)) },
  F32: { bytes: 4, read: (view, n) => floats(view, n) },
  I32: { bytes: 4, read: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt32(4 * i, true)) },
  U8: { bytes: 1, read: (view, n) => new Uint8Array(view.buffer, view.byteOffset, n).slice() },
  F16: { bytes: 2, read: (view, n) => Float32Array.from({ length: n }, (_, i) => half(view.getUint16(2 * i, true))) },
  BF16: {
    bytes: 2,
    read: (view, n) => Float32Array.from({ length: n }, (_, i) => upperHalf(view.getUint16(2 * i, true))),
  },
}

/** Bit by bit, so that a NaN keeps its bits. */
const floats = (view: DataView, count: number): Float32Array => {
  const bits = new Uint32Array(count)
  for (let i = 0; i < count; i += 1) bits[i] = view.getUint32(4 * i, true)
  return new Float32Array(bits.buffer)
}

/** The bytes of some numbers, the least first. */
export const bytesOf = (values: Numbers): Uint8Array => {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice()
  if (values.BYTES_PER_ELEMENT > 1 && new Uint8Array(Uint16Array.of(1).buffer)[0] === 0)
    for (let at = 0; at < bytes.length; at += values.BYTES_PER_ELEMENT)
      bytes.subarray(at, at + values.BYTES_PER_ELEMENT).reverse()
  return bytes
}
