import { type Shape, sizeOf } from '../../../../ir/index.ts'
import { denseStrides } from '../../fuse/index.ts'
import type { Heap } from './heap.ts'

/** Where each innermost run of a block of `size` starts, from `begin` on in a tensor of `shape`: in elements. */
const runs = (shape: Shape, begin: readonly number[], size: Shape): readonly number[] => {
  const strides = denseStrides(shape)
  return size
    .slice(0, -1)
    .reduce<readonly number[]>(
      (starts, extent, axis) =>
        starts.flatMap((start) =>
          Array.from({ length: extent }, (_, i) => start + (begin[axis]! + i) * strides[axis]!),
        ),
      [begin.at(-1) ?? 0],
    )
    .slice(0, sizeOf(size) === 0 ? 0 : undefined)
}

/** Element moves over a heap, in plain JavaScript: they are few and small. Offsets are in bytes. */
export const movement = ({ module }: Heap) => {
  const copy = (from: number, to: number, elements: number): void => {
    const all = module.HEAPF32
    const [source, target] = [from >>> 2, to >>> 2]
    if (elements > 16) all.copyWithin(target, source, source + elements)
    else for (let i = 0; i < elements; i++) all[target + i] = all[source + i]!
  }
  return {
    copy,
    fill: (value: number, to: number, elements: number): void => {
      module.HEAPF32.fill(value, to >>> 2, (to >>> 2) + elements)
    },
    /** Rows of `width` named by indices. A name that is no row gives NaN, as the reference does. */
    gather: (from: number, indices: number, to: number, rows: number, count: number, width: number): void => {
      const all = module.HEAPF32
      for (let i = 0; i < count; i++) {
        const row = all[(indices >>> 2) + i]!
        const target = to + 4 * i * width
        if (row >= 0 && row < rows && Number.isInteger(row)) copy(from + 4 * row * width, target, width)
        else all.fill(Number.NaN, target >>> 2, (target >>> 2) + width)
      }
    },
    oneHot: (indices: number, to: number, count: number, depth: number): void => {
      const all = module.HEAPF32
      const target = to >>> 2
      all.fill(0, target, target + count * depth)
      for (let i = 0; i < count; i++) {
        const hot = all[(indices >>> 2) + i]!
        if (hot >= 0 && hot < depth && Number.isInteger(hot)) all[target + i * depth + hot] = 1
      }
    },
    runs,
  }
}

export type Movement = ReturnType<typeof movement>

/** Moves nothing. */
export const noMovement: Movement = { copy: () => {}, fill: () => {}, gather: () => {}, oneHot: () => {}, runs }
