import {
  emptyReservoir,
  emptyRing,
  type MemoryShape,
  mapSlot,
  mapSlots,
  type SlotShape,
  tensorShapes,
  tensorsIn,
} from '../../compiler/index.ts'
import { type Shape, sizeOf } from '../../ir/index.ts'
import type { Layout } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { initialMemory, type Setting, type State } from '../runtime/index.ts'

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
      const capacity = initialMemory(program.state[name] ?? program.theta0)?.capacity
      const other = mapSlot(
        (_: Shape, { kind, tensor }) => tensors(kind)[tensor]!,
        (memory: MemoryShape) => (capacity === undefined ? memory : { ...memory, capacity }),
      )
      return [name, other(slot)]
    }),
  )
}

/** A memory for where none is looked at. */
export const noMemory = emptyReservoir(0, false)
