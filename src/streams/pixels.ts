import { type Examples, inputSize } from './examples.ts'
import { lazy } from './lazy.ts'

/** Of each byte, the value it stands for: byte / 255, in [0, 1]. */
const levels = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/**
 * Examples over images kept as bytes.
 *
 * @param images count × size bytes, image after image, row by row
 * @param labels count bytes, each below `classes`
 */
export const fromBytes = (of: {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly inputShape: readonly number[]
  readonly classes: number
}): Examples => {
  const { images, labels, inputShape, classes } = of
  const size = inputShape.reduce((product, side) => product * side, 1)
  return {
    count: labels.length,
    inputShape,
    classes,
    copyInput: (index, into, offset) => {
      const start = index * size
      for (let p = 0; p < size; p += 1) into[offset + p] = levels[images[start + p]!]!
    },
    label: (index) => labels[index]!,
  }
}

/** The entry of a source table for a pixel that comes from nowhere and is 0. */
export const nowhere = -1

/**
 * The same examples with the pixels of every input rearranged: pixel p of a new input is pixel `source()[p]` of the old one,
 * or 0 where that is `nowhere`. The table is asked for once, when an input is first read.
 */
export const rearranged = (examples: Examples, source: () => Int32Array): Examples => {
  const size = inputSize(examples)
  // An input is copied here first; the place past its end stays 0 and is where `nowhere` points.
  const old = new Float32Array(size + 1)
  const table = lazy(() => source().map((from) => (from === nowhere ? size : from)))
  return {
    ...examples,
    copyInput: (index, into, offset) => {
      const from = table()
      examples.copyInput(index, old, 0)
      for (let p = 0; p < size; p += 1) into[offset + p] = old[from[p]!]!
    },
  }
}
