import type { Shape, Sliding } from '../../../../ir/index.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Heap } from './heap.ts'
import type { Movement } from './movement.ts'

/** Moves one image and its patches into each other, by byte offsets. */
export interface ImageMoves {
  /** Elements of one image, and of its patches. */
  readonly image: number
  readonly patches: number
  readonly toPatches: (image: number, patches: number) => void
  readonly fromPatches: (patches: number, image: number) => void
  /** Bytes at the start of the scratch area that both use. */
  readonly scratchBytes: number
}

/**
 * The patches of one image [h, w, c] are runs of `window[1] · c` adjacent elements of the padded image, one for each row of
 * the window. An image that is padded is copied to the scratch area first, or out of it at last.
 */
export const imageMoves = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  [h, w, c]: readonly [number, number, number],
  [rows, columns]: readonly [number, number],
  { window, strides, padding }: Sliding,
): ImageMoves => {
  const [top, bottom, left, right] = padding
  const isPadded = padding.some((side) => side > 0)
  const [tall, wide] = [h + top + bottom, w + left + right]
  const line = wide * c
  const run = window[1] * c
  const loops = [
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
  const inside = 4 * (top * line + left * c)
  const each = (work: (padded: number, plain: number) => void) => (padded: number, plain: number) => {
    for (let row = 0; row < h; row++) work(padded + inside + 4 * row * line, plain + 4 * row * w * c)
  }
  const fill = each((padded, plain) => move.copy(plain, padded, w * c))
  const empty = each((padded, plain) => move.copy(padded, plain, w * c))
  const scratchBytes = isPadded ? 4 * tall * line : 0
  heap.reserve(scratchBytes)
  return {
    image: h * w * c,
    patches: rows * columns * window[0] * run,
    scratchBytes,
    toPatches: (image, patches) => {
      if (!isPadded) return copy([image], [patches])
      const scratch = heap.scratch()
      move.fill(0, scratch, tall * line)
      fill(scratch, image)
      copy([scratch], [patches])
    },
    fromPatches: (patches, image) => {
      const target = isPadded ? heap.scratch() : image
      move.fill(0, target, tall * line)
      add(patches, target)
      if (isPadded) empty(target, image)
    },
  }
}

/** The kernels of `patches` and `unpatch` for images and patches of these shapes: image by image. */
export const sliding = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  images: Shape,
  patches: Shape,
  of: Sliding,
) => {
  const [n, h, w, c] = images as readonly [number, number, number, number]
  const one = imageMoves(heap, native, move, [h, w, c], [patches[1]!, patches[2]!], of)
  return {
    patches: (out: number, input: number): void => {
      for (let i = 0; i < n; i++) one.toPatches(input + 4 * i * one.image, out + 4 * i * one.patches)
    },
    unpatch: (out: number, input: number): void => {
      for (let i = 0; i < n; i++) one.fromPatches(input + 4 * i * one.patches, out + 4 * i * one.image)
    },
  }
}
