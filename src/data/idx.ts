import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'

/** The content of an IDX file of bytes: a tensor, last side fastest. */
export interface Idx {
  readonly shape: readonly number[]
  readonly values: Uint8Array
}

/** How many bytes the file must have that begins so, by its header; `undefined` where it doesn't begin with a whole IDX header of bytes. */
export const idxLength = (start: Uint8Array): number | undefined => {
  if (start.length < 4 || start[0] !== 0 || start[1] !== 0 || start[2] !== 8) return undefined
  const sides = start[3]!
  const header = 4 + 4 * sides
  if (start.length < header) return undefined
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  return header + Array.from({ length: sides }, (_, side) => view.getUint32(4 + 4 * side)).reduce((a, b) => a * b, 1)
}

const hex = (word: number): string => `0x${word.toString(16).padStart(8, '0')}`

/**
 * Reads the IDX format: a magic number 0x000008nn for bytes in nn dimensions, the sides (32-bit, big end first), the values.
 *
 * @param sides how many dimensions there have to be: 3 for images, 1 for labels
 * @param path the file, for the message
 * @returns a `Left` for a wrong magic number, fewer or more bytes than the sides ask for, and no items at all
 * @source Y. LeCun, C. Cortes and C. Burges, The MNIST database, "File formats"
 */
export const decodeIdx =
  (sides: number, path: readonly string[]) =>
  (bytes: Uint8Array): E.Either<Fault, Idx> => {
    const wrong = (rule: string, got: string, hint: string) => E.left(fault({ where: 'data', rule, got, path, hint }))
    const again = 'the file is damaged or was cut off on its way: fetch it again'
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const header = 4 + 4 * sides
    const magic = 0x00000800 + sides
    if (bytes.length >= 4 && view.getUint32(0) !== magic) {
      return wrong(
        `an IDX file of ${sides === 1 ? 'labels' : 'images'} must begin with the magic number ${hex(magic)}`,
        hex(view.getUint32(0)),
        'images begin with 0x00000803 and labels with 0x00000801; anything else is no IDX file of bytes',
      )
    }
    if (bytes.length < header) {
      return wrong(`the file is truncated: its header must have ${header} bytes`, `${bytes.length}`, again)
    }
    const shape = Array.from({ length: sides }, (_, side) => view.getUint32(4 + 4 * side))
    const expected = shape.reduce((product, side) => product * side, 1)
    const actual = bytes.length - header
    if (actual !== expected) {
      const state = actual < expected ? 'truncated' : 'too long'
      const rule = `the file is ${state}: ${shape.join(' × ')} items must have ${expected + header} bytes unpacked`
      return wrong(rule, `${bytes.length}`, again)
    }
    return expected === 0
      ? wrong('the file must hold at least one item', `${shape.join(' × ')}`, 'name a folder with data in it')
      : E.right({ shape, values: bytes.subarray(header) })
  }
