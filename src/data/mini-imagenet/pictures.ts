import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { decodedExamples } from '../decoded.ts'
import type { Examples } from '../examples.ts'
import { type Decode, resized } from '../images/index.ts'

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
  return decodedExamples({
    ...{ inputShape: [side, side, 3], labels, classes, cacheBytes },
    decoded: (index) => readPicture(decode, paths[index]!, side),
  })
}
