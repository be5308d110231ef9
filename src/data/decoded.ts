import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.ts'
import { DamagedInput } from './damaged.ts'
import type { Examples } from './examples.ts'
import { copyImage } from './pixels.ts'

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

/**
 * Examples over images that are decoded when they are first used, and again if they had to make room since. One that can't be is an
 * exception, `DamagedInput`, that whoever takes batches turns into its fault.
 *
 * @param decoded the bytes of an image by its number, as many as `inputShape` says
 * @param cacheBytes what decoded images may take together
 */
export const decodedExamples = ({
  inputShape,
  labels,
  classes,
  cacheBytes = Number.POSITIVE_INFINITY,
  decoded,
}: {
  readonly inputShape: readonly number[]
  readonly labels: readonly number[]
  readonly classes: number
  readonly cacheBytes?: number
  readonly decoded: (index: number) => E.Either<Fault, Uint8Array>
}): Examples => {
  const size = inputShape.reduce((product, extent) => product * extent, 1)
  const imageOf = kept(cacheBytes, (index) =>
    pipe(
      decoded(index),
      E.getOrElseW((why) => {
        throw new DamagedInput(why)
      }),
    ),
  )
  return {
    count: labels.length,
    inputShape,
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
