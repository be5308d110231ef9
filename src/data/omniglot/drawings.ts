import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { decodedExamples } from '../decoded.ts'
import type { Examples } from '../examples.ts'
import { type Decode, lanczosResized } from '../images/index.ts'
import type { Drawing } from './archive.ts'

/** Rows and columns of an input. */
export const side = 28

/** The ink of a drawing in 28 × 28 bytes: 255 where there is ink all over, 0 for paper. */
export const readDrawing = (decode: Decode, { path, png }: Drawing): E.Either<Fault, Uint8Array> =>
  pipe(
    decode(path)(png),
    E.map(({ width, height, values }) => {
      const grey = new Uint8Array(width * height)
      for (let pixel = 0; pixel < grey.length; pixel += 1) grey[pixel] = values[3 * pixel]!
      return lanczosResized({ width, height, values: grey }, side, side).values.map((level) => 255 - level)
    }),
  )

/** Examples over drawings: each is decoded and resized when it is first used. */
export const examplesOf = (
  decode: Decode,
  drawings: readonly Drawing[],
  labels: readonly number[],
  classes: number,
): Examples =>
  decodedExamples({
    ...{ inputShape: [side, side], labels, classes },
    decoded: (index) => readDrawing(decode, drawings[index]!),
  })
