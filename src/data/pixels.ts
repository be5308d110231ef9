import { type CopyInputs, copyInputs, type Examples } from './examples.ts'
import { lazy } from './lazy.ts'

/** Images as bytes: `size` of them from `skip` + i · `length` on for image i. */
interface Records {
  readonly images: Uint8Array
  readonly size: number
  readonly length: number
  readonly skip: number
}

/** One image of `size` bytes from `start` on: byte / 255, in [0, 1], as it is stored or rearranged. */
export const copyImage = (
  of: { readonly images: Uint8Array; readonly start: number; readonly size: number },
  into: Float32Array,
  to: number,
  pixels?: Int32Array,
): void => {
  const { images, start, size } = of
  if (pixels === undefined) for (let p = 0; p < size; p += 1) into[to + p] = images[start + p]! / 255
  else for (let p = 0; p < size; p += 1) into[to + p] = pixels[p]! < 0 ? 0 : images[start + pixels[p]!]! / 255
}

/** Four images, rearranged: they share the look-up in the table, where most of the time of a test set goes. */
const copyFour = (
  images: Uint8Array,
  [a, b, c, d]: readonly [number, number, number, number],
  pixels: Int32Array,
  into: Float32Array,
  to: number,
): void => {
  const size = pixels.length
  const second = to + size
  const third = second + size
  const fourth = third + size
  for (let p = 0; p < size; p += 1) {
    const from = pixels[p]!
    into[to + p] = images[a + from]! / 255
    into[second + p] = images[b + from]! / 255
    into[third + p] = images[c + from]! / 255
    into[fourth + p] = images[d + from]! / 255
  }
}

/** So many images are worth a look at the whole table first. */
const many = 64

const copyImages =
  ({ images, size, length, skip }: Records): CopyInputs =>
  (indices, into, offset, pixels) => {
    const start = (row: number): number => skip + indices[row]! * length
    const fours = pixels === undefined || indices.length < many ? 0 : indices.length - (indices.length % 4)
    if (pixels !== undefined && fours > 0) {
      // What comes from nowhere is taken from the first pixel and set to 0 after: a test in the loop takes a third of its time.
      const table = pixels.map((from) => Math.max(0, from))
      for (let row = 0; row < fours; row += 4) {
        copyFour(images, [start(row), start(row + 1), start(row + 2), start(row + 3)], table, into, offset + row * size)
      }
      const holes = Array.from(pixels.keys()).filter((p) => pixels[p]! < 0)
      for (let row = 0; row < fours; row += 1) for (const p of holes) into[offset + row * size + p] = 0
    }
    for (let row = fours; row < indices.length; row += 1) {
      copyImage({ images, start: start(row), size }, into, offset + row * size, pixels)
    }
  }

/**
 * Examples over images kept as bytes.
 *
 * @param images image after image, row by row
 * @param labels one byte an image, each below `classes`
 * @param record the bytes from one image to the next, and those before the first; an image's size and 0 when it isn't given
 */
export const fromBytes = (of: {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly inputShape: readonly number[]
  readonly classes: number
  readonly record?: { readonly length: number; readonly skip: number }
}): Examples => {
  const { images, labels, inputShape, classes } = of
  const size = inputShape.reduce((product, side) => product * side, 1)
  const records = { images, size, ...(of.record ?? { length: size, skip: 0 }) }
  return {
    count: labels.length,
    inputShape,
    classes,
    copyInput: (index, into, offset) =>
      copyImage({ images, start: records.skip + index * records.length, size }, into, offset),
    copyInputs: copyImages(records),
    label: (index) => labels[index]!,
  }
}

/** The entry of a source table for a pixel that comes from nowhere and is 0. */
export const nowhere = -1

/** The table for images of many channels of one for a single channel: every channel of a pixel comes from the same place. */
export const perChannel = (source: Int32Array, channels: number): Int32Array =>
  Int32Array.from({ length: source.length * channels }, (_, p) => {
    const from = source[Math.floor(p / channels)]!
    return from === nowhere ? nowhere : from * channels + (p % channels)
  })

/**
 * The same examples with the pixels of every input rearranged: pixel p of a new input is pixel `source()[p]` of the old one,
 * or 0 where that is `nowhere`. The table is asked for once, when an input is first read.
 */
export const rearranged = (examples: Examples, source: () => Int32Array): Examples => {
  const table = lazy(source)
  return {
    ...examples,
    copyInput: (index, into, offset) => copyInputs(examples, [index], into, offset, table()),
    copyInputs: (indices, into, offset, pixels) => {
      const own = table()
      const both = pixels?.map((from) => (from < 0 ? nowhere : own[from]!)) ?? own
      copyInputs(examples, indices, into, offset, both)
    },
  }
}
