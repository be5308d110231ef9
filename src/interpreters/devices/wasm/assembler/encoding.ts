import type { Bytes } from './code.ts'

/** An unsigned integer below 2³² in LEB128. */
export const unsigned = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(Math.floor(value / 0x80))]

/** A signed 32-bit integer in LEB128. */
export const signed = (value: number): readonly number[] =>
  value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]

/** The four bytes of a float32, lowest first. */
export const float32 = (value: number): readonly number[] => [...new Uint8Array(Float32Array.of(value).buffer)]

/** The four bytes of an integer, lowest first. */
export const word = (value: number): readonly number[] => [...new Uint8Array(Int32Array.of(value).buffer)]

const count = (bytes: Bytes): number => {
  if (typeof bytes === 'number') return 1
  if (bytes instanceof Uint8Array) return bytes.length
  let sum = 0
  for (let index = 0; index < bytes.length; index++) sum += count(bytes[index]!)
  return sum
}

/** Writes the bytes into `target` from `start` on, and gives where they end. */
const fill = (target: Uint8Array, start: number, bytes: Bytes): number => {
  if (typeof bytes === 'number') {
    target[start] = bytes
    return start + 1
  }
  if (bytes instanceof Uint8Array) {
    target.set(bytes, start)
    return start + bytes.length
  }
  let end = start
  for (let index = 0; index < bytes.length; index++) end = fill(target, end, bytes[index]!)
  return end
}

export const flatten = (bytes: Bytes): Uint8Array<ArrayBuffer> => {
  const flat = new Uint8Array(count(bytes))
  fill(flat, 0, bytes)
  return flat
}

/** `bytes` behind their count. */
export const sized = (bytes: Bytes): Bytes => {
  const flat = flatten(bytes)
  return [unsigned(flat.length), flat]
}

/** `items` behind their number. */
export const list = (items: readonly Bytes[]): Bytes => [unsigned(items.length), items]
