import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { DamagedInput } from '../damaged.ts'
import type { Examples } from '../examples.ts'
import type { Decode } from '../mini-imagenet/decode.ts'
import { copyImage } from '../pixels.ts'
import type { Drawing } from './archive.ts'
import { lanczosResized } from './lanczos.ts'

/** Rows and columns of an input. */
export const side = 28
const size = side * side

/** The ink of a drawing in 28 × 28 bytes: 255 where there is ink all over, 0 for paper. */
export const readDrawing = (decode: Decode, { path, png }: Drawing): E.Either<Fault, Uint8Array> =>
  pipe(
    decode(path)(png),
    E.map(({ width, height, values }) => {
      const grey = Uint8Array.from({ length: width * height }, (_, pixel) => values[pixel * 3]!)
      return lanczosResized({ width, height, values: grey }, side, side).values.map((level) => 255 - level)
    }),
  )

/** Examples over drawings: each is decoded and resized when it is first used. */
export const examplesOf = (
  decode: Decode,
  drawings: readonly Drawing[],
  labels: readonly number[],
  classes: number,
): Examples => {
  const known: (Uint8Array | undefined)[] = new Array(drawings.length)
  const imageOf = (index: number): Uint8Array => {
    const image =
      known[index] ??
      pipe(
        readDrawing(decode, drawings[index]!),
        E.getOrElseW((why) => {
          throw new DamagedInput(why)
        }),
      )
    known[index] = image
    return image
  }
  return {
    count: drawings.length,
    inputShape: [side, side],
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
