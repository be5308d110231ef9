import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { numberKinds } from './kinds.ts'

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

/** What every file of NumPy begins with. */
export const magic = '\x93NUMPY'

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
  if (numberKinds[kind] === undefined)
    return wrong(
      `an array must be of numbers: ${Object.keys(numberKinds).join(', ')}`,
      `'${descr}'`,
      "array.astype('float32') makes it so",
    )
  const shape = sides.split(',').flatMap((side) => (side.trim() === '' ? [] : [Number(side)]))
  if (!shape.every(Number.isSafeInteger))
    return wrong('the sides of an array must be whole numbers', sides.slice(0, 80))
  if (order === 'True' && shape.filter((side) => side > 1).length > 1)
    return wrong('an array must be in the order of C', "Fortran's", 'numpy.ascontiguousarray(array) makes it so')
  return E.right({ kind, size: Number(kind.slice(1)), little: end !== '>', shape, start })
}
