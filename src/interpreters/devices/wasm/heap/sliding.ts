import { type Shape, type Sliding, sizeOf } from '../../../../ir/index.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Heap } from './heap.ts'
import type { Movement } from './movement.ts'

/** Some images in a row. */
export interface Chunk {
  readonly first: number
  readonly images: number
}

/** Images in chunks of about the same length, of at most so many each, and at least one. */
export const chunksOf = (images: number, most: number): readonly Chunk[] => {
  const each = Math.ceil(images / Math.ceil(images / Math.max(1, most)))
  return Array.from({ length: images === 0 ? 0 : Math.ceil(images / each) }, (_, i) => ({
    first: i * each,
    images: Math.min(each, images - i * each),
  }))
}

/** Moves some images and their patches into each other, by byte offsets. */
export interface ImageMoves {
  readonly toPatches: (images: number, patches: number) => void
  readonly fromPatches: (patches: number, images: number) => void
  /** Bytes at the start of the scratch area that both use. */
  readonly scratchBytes: number
}

/**
 * The patches of an image [h, w, c] are runs of `window[1] · c` adjacent elements of the padded image, one for each row of
 * the window. Images that are padded are copied to the scratch area first, or out of it at last.
 */
export const imageMoves = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  [n, h, w, c]: readonly [number, number, number, number],
  [rows, columns]: readonly [number, number],
  { window, strides, padding }: Sliding,
): ImageMoves => {
  const [top, bottom, left, right] = padding
  const isPadded = padding.some((side) => side > 0)
  const [tall, wide] = [h + top + bottom, w + left + right]
  const line = wide * c
  const run = window[1] * c
  const loops = [
    { size: n, stride: tall * line },
    { size: rows, stride: strides[0] * line },
    { size: columns, stride: strides[1] * c },
    { size: window[0], stride: line },
  ]
  const copy = native.elementwise({
    shape: [...loops.map(({ size }) => size), run],
    inputs: [{ strides: [...loops.map(({ stride }) => stride), 1] }],
    instructions: [{ operator: 'multiply', operands: [{ input: 0 }, { constant: 1 }] }],
    outputs: [0],
  })
  const add = native.accumulate(loops, run)
  const scratchBytes = isPadded ? 4 * n * tall * line : 0
  heap.reserve(scratchBytes)
  if (!isPadded)
    return {
      scratchBytes,
      toPatches: (images, patches) => copy([images], [patches]),
      fromPatches: (patches, images) => {
        move.fill(0, images, n * tall * line)
        add(patches, images)
      },
    }
  const inside = 4 * (top * line + left * c)
  // A row of an image and a row of a padded one, image by image.
  const [plain, padded] = [
    [h * w * c, w * c],
    [tall * line, line],
  ]
  const rowsFrom = (from: readonly number[], to: readonly number[]) =>
    [n, h].map((size, axis) => ({ size, from: from[axis]!, to: to[axis]! }))
  const pad = native.copy(rowsFrom(plain!, padded!), w * c)
  const crop = native.copy(rowsFrom(padded!, plain!), w * c)
  return {
    scratchBytes,
    toPatches: (images, patches) => {
      const scratch = heap.scratch()
      move.fill(0, scratch, n * tall * line)
      pad(images, scratch + inside)
      copy([scratch], [patches])
    },
    fromPatches: (patches, images) => {
      const scratch = heap.scratch()
      move.fill(0, scratch, n * tall * line)
      add(patches, scratch)
      crop(scratch + inside, images)
    },
  }
}

/** About so many bytes of images are in the scratch area at a time. */
const bytesAtOnce = 2 ** 19

/** The kernels of `patches` and `unpatch` for images and patches of these shapes: so many images at a time as stay in the cache. */
export const sliding = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  images: Shape,
  patches: Shape,
  of: Sliding,
) => {
  const [n, h, w, c] = images as readonly [number, number, number, number]
  const [image, own] = [h * w * c, sizeOf(patches.slice(1))]
  const all = chunksOf(n, Math.floor(bytesAtOnce / (4 * image))).map((chunk) => ({
    ...chunk,
    moves: imageMoves(heap, native, move, [chunk.images, h, w, c], [patches[1]!, patches[2]!], of),
  }))
  return {
    patches: (out: number, input: number): void => {
      for (const { first, moves } of all) moves.toPatches(input + 4 * first * image, out + 4 * first * own)
    },
    unpatch: (out: number, input: number): void => {
      for (const { first, moves } of all) moves.fromPatches(input + 4 * first * own, out + 4 * first * image)
    },
  }
}
