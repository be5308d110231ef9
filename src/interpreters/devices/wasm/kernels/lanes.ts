import { memory, type Statement, sequence, type Vector, type Word } from '../assembler/index.ts'

/** How many of a vector's four lanes are in use: the low ones. */
export type Width = 1 | 2 | 3 | 4

/** `length` elements in vectors: full ones, and the rest in one narrower. */
export const widths = (length: number): readonly Width[] =>
  Array.from({ length: Math.ceil(length / 4) }, (_, index): Width => {
    const left = length - 4 * index
    return left === 1 || left === 2 || left === 3 ? left : 4
  })

/** `width` adjacent elements; the lanes above hold zero. */
export const loadLanes = (pointer: Word, offset: number, width: Width): Vector => {
  if (width === 4) return memory.load(pointer, offset)
  if (width === 1) return memory.loadOne(pointer, offset)
  const two = memory.loadTwo(pointer, offset)
  return width === 2 ? two : memory.loadLane(pointer, offset + 8, two, 2)
}

/** `width` elements that lie `stride` bytes apart; the lanes above hold zero. */
export const gatherLanes = (pointer: Word, offset: number, stride: number, width: Width): Vector =>
  [1, 2, 3]
    .slice(0, width - 1)
    .reduce(
      (vector, lane) => memory.loadLane(pointer, offset + lane * stride, vector, lane),
      memory.loadOne(pointer, offset),
    )

/** Stores the low `width` lanes. `value` is computed again for every piece that is stored: a local is best. */
export const storeLanes = (pointer: Word, offset: number, value: Vector, width: Width): Statement => {
  if (width === 4) return memory.store(pointer, offset, value)
  if (width === 1) return memory.storeLane(pointer, offset, value, 0)
  const two = memory.storeTwoLanes(pointer, offset, value, 0)
  return width === 2 ? two : sequence(two, memory.storeLane(pointer, offset + 8, value, 2))
}
