import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { DamagedInput } from '../damaged.ts'
import type { Examples } from '../examples.ts'
import { copyImage } from '../pixels.ts'
import { resized } from './area.ts'
import type { Decode } from './decode.ts'

/** Values by number, those used last kept while they are of at most `most` bytes together; at least one always is. */
export const kept = (most: number, make: (index: number) => Uint8Array): ((index: number) => Uint8Array) => {
  // A Map keeps the order in which entries were put in: the first is the one that wasn't used for longest.
  const held = new Map<number, Uint8Array>()
  let bytes = 0
  return (index) => {
    const known = held.get(index)
    const value = known ?? make(index)
    if (known === undefined) bytes += value.length
    else held.delete(index)
    held.set(index, value)
    for (const [oldest, old] of held) {
      if (bytes <= most || held.size === 1) break
      held.delete(oldest)
      bytes -= old.length
    }
    return value
  }
}

/** The images of ImageNet have a hundred kilobytes. */
const mostImageBytes = 2 ** 26

/** The picture in a file, in the size that is wanted, as bytes. */
export const readPicture = (decode: Decode, path: string, side: number): E.Either<Fault, Uint8Array> =>
  pipe(
    readRegularFile({
      where: 'data',
      path,
      rule: 'the image must be readable',
      hint: 'check that it is still there, and its permissions',
      most: mostImageBytes,
    }),
    E.chain(decode(path)),
    E.map((picture) => resized(picture, side, side).values),
  )

/**
 * Examples over image files: each is read, decoded and resized when it is first used, and again if it had to make room since.
 *
 * @param paths one a label
 * @param side rows and columns of an input, which has three channels
 * @param cacheBytes what decoded images may take; an image of 84 × 84 takes 21 kB
 */
export const pictures = (of: {
  readonly paths: readonly string[]
  readonly labels: readonly number[]
  readonly classes: number
  readonly side: number
  readonly cacheBytes: number
  readonly decode: Decode
}): Examples => {
  const { paths, labels, classes, side, cacheBytes, decode } = of
  const size = side * side * 3
  const imageOf = kept(cacheBytes, (index) =>
    pipe(
      readPicture(decode, paths[index]!, side),
      E.getOrElseW((why) => {
        throw new DamagedInput(why)
      }),
    ),
  )
  return {
    count: paths.length,
    inputShape: [side, side, 3],
    classes,
    copyInput: (index, into, offset) => copyImage({ images: imageOf(index), start: 0, size }, into, offset),
    copyInputs: (indices, into, offset, pixels) => {
      for (let row = 0; row < indices.length; row += 1) {
        copyImage({ images: imageOf(indices[row]!), start: 0, size }, into, offset + row * size, pixels)
      }
    },
    label: (index) => labels[index]!,
  }
}
