import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'

/** The numbers of an array of NumPy, last side fastest. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Whether its numbers are bytes, and whether they are whole. */
  readonly byte: boolean
  readonly whole: boolean
  /** Writes numbers `from` to `from + count` into `into[offset …]`. */
  readonly copy: (from: number, count: number, into: Float32Array | Float64Array, offset: number) => void
}

/** What an array in a file is of: kind and bytes of a number, and where the first lies. */
export interface NpyHeader {
  readonly kind: string
  readonly size: number
  readonly little: boolean
  readonly shape: readonly number[]
  readonly start: number
}

/** The longest header that is read. */
export const mostHeader = 2 ** 16

const magic = '\x93NUMPY'

type Read = (view: DataView, at: number, little: boolean) => number

/** The kinds of numbers that are read, by NumPy's letter and bytes. */
const kinds: Readonly<Record<string, Read>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
}

/**
 * The header of an NPY file, by its first bytes: `\x93NUMPY`, two bytes of version, the length of a dictionary of Python in two or four
 * bytes, and that: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`.
 *
 * @source NumPy, `numpy.lib.format`, versions 1.0 to 3.0
 */
export const npyHeader = (path: readonly string[], bytes: Uint8Array): E.Either<Fault, NpyHeader> => {
  const wrong = (rule: string, got: string, hint = 'write it anew with numpy.save or numpy.savez') =>
    E.left(fault({ where: 'data', rule, got, path: [...path], hint }))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 10 || !Array.from(magic, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code))
    return wrong(
      'an array must be a file of NumPy, which begins with \\x93NUMPY',
      bytes.length === 0 ? 'an empty file' : 'something else',
    )
  const [long, first] =
    bytes[6] === 1 ? [view.getUint16(8, true), 10] : [bytes.length < 12 ? 0 : view.getUint32(8, true), 12]
  const start = first + long
  if (start > Math.min(bytes.length, mostHeader))
    return wrong('the header of an array must be whole', `${bytes.length} bytes`)
  const text = new TextDecoder('latin1').decode(bytes.subarray(first, start))
  const [, descr] = /'descr'\s*:\s*'([^']*)'/.exec(text) ?? []
  const [, order] = /'fortran_order'\s*:\s*(True|False)/.exec(text) ?? []
  const [, sides] = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(text) ?? []
  if (descr === undefined || order === undefined || sides === undefined)
    return wrong(
      'an array must be of one kind of numbers, and say its shape',
      text.trim().slice(0, 80),
      'arrays of records or objects are not read',
    )
  const [, end = '', kind = ''] = /^([<>|=]?)(\w\d+)$/.exec(descr) ?? []
  if (kinds[kind] === undefined)
    return wrong(
      `an array must be of numbers: ${Object.keys(kinds).join(', ')}`,
      `'${descr}'`,
      "array.astype('float32') makes it so",
    )
  if (order === 'True')
    return wrong('an array must be in the order of C', "Fortran's", 'numpy.ascontiguousarray(array) makes it so')
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]))
  return E.right({ kind, size: Number(kind.slice(1)), little: end !== '>', shape, start })
}

/** How many numbers a shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/**
 * The numbers of an array, from where its bytes are: `bytesAt` gives so many from a place in the file on.
 */
export const npyArray = (
  { kind, size, little, shape, start }: NpyHeader,
  bytesAt: (from: number, length: number) => Uint8Array,
): NpyArray => {
  const read = kinds[kind]!
  return {
    shape,
    byte: kind === 'u1',
    whole: !kind.startsWith('f'),
    copy: (from, count, into, offset) => {
      const bytes = bytesAt(start + from * size, count * size)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let i = 0; i < count; i += 1) into[offset + i] = read(view, i * size, little)
    },
  }
}
