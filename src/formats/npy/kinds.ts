import type { Numbers } from '../named-tensor.ts'
import { half } from '../safetensors/element-types.ts'

/** How numbers of one kind lie in a file, and in which array all of them can be held. */
export interface NumberKind {
  readonly read: (view: DataView, at: number, little: boolean) => number
  readonly array: (count: number) => Numbers
}

const bytes = (count: number) => new Uint8Array(count)
const words = (count: number) => new Int32Array(count)
const singles = (count: number) => new Float32Array(count)
const doubles = (count: number) => new Float64Array(count)

/** The kinds of numbers that are read, by NumPy's letter and bytes. Whole numbers of 64 bits are held as float64 holds them. */
export const numberKinds: Readonly<Record<string, NumberKind>> = {
  b1: { read: (view, at) => view.getUint8(at), array: bytes },
  u1: { read: (view, at) => view.getUint8(at), array: bytes },
  i1: { read: (view, at) => view.getInt8(at), array: words },
  u2: { read: (view, at, little) => view.getUint16(at, little), array: words },
  i2: { read: (view, at, little) => view.getInt16(at, little), array: words },
  u4: { read: (view, at, little) => view.getUint32(at, little), array: doubles },
  i4: { read: (view, at, little) => view.getInt32(at, little), array: words },
  u8: { read: (view, at, little) => Number(view.getBigUint64(at, little)), array: doubles },
  i8: { read: (view, at, little) => Number(view.getBigInt64(at, little)), array: doubles },
  f2: { read: (view, at, little) => half(view.getUint16(at, little)), array: singles },
  f4: { read: (view, at, little) => view.getFloat32(at, little), array: singles },
  f8: { read: (view, at, little) => view.getFloat64(at, little), array: doubles },
}
