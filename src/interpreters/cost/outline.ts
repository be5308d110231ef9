import {
  emptyReservoir,
  emptyRing,
  type MemoryShape,
  type MemoryValue,
  mapSlot,
  mapSlots,
  type SlotShape,
  tensorShapes,
  tensorsIn,
} from '../../compiler/index.ts'
import { type Shape, sizeOf } from '../../ir/index.ts'
import type { Layout } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { initialMemorySlot, type Setting, type State } from '../runtime/index.ts'

export type Shapes = Readonly<Record<string, SlotShape>>

/** The bytes that the numbers of a state take, in single precision: its memories are elsewhere. */
export const bytesOfState = (shapes: Shapes): number =>
  Object.values(shapes)
    .flatMap((slot) => tensorsIn(slot))
    .reduce((sum, shape) => sum + 4 * sizeOf(shape), 0)

/** A state of given shapes, all of its numbers made by `fill`. Its memories are empty. */
export const stateOf = <Buffer>(
  device: Device<Buffer>,
  shapes: Shapes,
  fill: (shape: Shape) => ArrayLike<number>,
): State<Buffer> =>
  mapSlots(
    (shape: Shape) => device.upload(shape, fill(shape)),
    ({ capacity }: MemoryShape) => emptyRing(capacity),
  )(shapes)

/** The shapes that a state would have at other options, or of another network of as many layers: memories are as large as those say. */
export const reshaped = (shapes: Shapes, { program }: Setting, layouts: Readonly<Record<string, Layout>>): Shapes => {
  const tensors = tensorShapes(layouts)
  return Object.fromEntries(
    Object.entries(shapes).map(([name, slot]) => {
      const declared = initialMemorySlot(program.state[name] ?? program.theta0)
      if (slot._tag !== 'Memory' || declared?._tag !== 'Memory')
        return [
          name,
          mapSlot(
            (_: Shape, { kind, tensor }) => tensors(kind)[tensor]!,
            (memory: MemoryShape) => memory,
          )(slot),
        ]
      const as = mapSlot(
        (_: undefined, { kind, tensor }) => tensors(kind)[tensor]!,
        ({ capacity }: MemoryValue): MemoryShape => ({ ...slot.value, capacity }),
      )
      return [name, as(declared)]
    }),
  )
}

/** A memory for where none is looked at. */
export const noMemory = emptyReservoir(0, false)
