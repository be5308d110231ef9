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

export const flatten = (bytes: Bytes): Uint8Array<ArrayBuffer> => {
  const flat: number[] = []
  const walk = (each: Bytes): void => {
    if (typeof each === 'number') flat.push(each)
    else for (const part of each) walk(part)
  }
  walk(bytes)
  return Uint8Array.from(flat)
}

/** `bytes` behind their count. */
export const sized = (bytes: Bytes): Bytes => {
  const flat = [...flatten(bytes)]
  return [...unsigned(flat.length), flat]
}

/** `items` behind their number. */
export const list = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items]
