import { emptyReservoir, emptyRing, type SlotShape } from '../../compiler/index.ts'
import type { Kind } from '../../dsl/index.ts'
import { type Shape, sizeOf } from '../../ir/index.ts'
import type { Layout } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'
import { initialMemory, type Setting, type State } from '../runtime/index.ts'

type Layouts = Readonly<Record<string, Layout>>
export type Shapes = Readonly<Record<string, SlotShape>>

const tensorsOf = (kind: Kind, layouts: Layouts): readonly Shape[] =>
  kind._tag === 'Params' ? (layouts[kind.network]?.tensors ?? []).map(({ shape }) => shape) : [[]]

const elementsOf = (kind: Kind): readonly Kind[] => (kind._tag === 'List' ? kind.elements : [])

/** The bytes that the numbers of a state take, in single precision: its memories are elsewhere. */
export const bytesOfState = (shapes: Shapes, layouts: Layouts): number =>
  Object.values(shapes).reduce((sum, slot) => {
    const bytes = (kind: Kind): number => tensorsOf(kind, layouts).reduce((so, shape) => so + 4 * sizeOf(shape), 0)
    if (slot._tag === 'Memory') return sum
    if (slot._tag === 'Numbers') return sum + bytes(slot.kind)
    return sum + slot.length * elementsOf(slot.kind).reduce((so, kind) => so + bytes(kind), 0)
  }, 0)

/** A state of given shapes, all of its numbers made by `fill`. Its memories are empty. */
export const stateOf = <Buffer>(
  device: Device<Buffer>,
  layouts: Layouts,
  shapes: Shapes,
  fill: (shape: Shape) => ArrayLike<number>,
): State<Buffer> => {
  const upload = (kind: Kind): readonly Buffer[] =>
    tensorsOf(kind, layouts).map((shape) => device.upload(shape, fill(shape)))
  return Object.fromEntries(
    Object.entries(shapes).map(([name, slot]) => {
      switch (slot._tag) {
        case 'Numbers':
          return [name, { _tag: 'Numbers', kind: slot.kind, buffers: upload(slot.kind) }]
        case 'List':
          return [
            name,
            {
              _tag: 'List',
              kind: slot.kind,
              elements: Array.from({ length: slot.length }, () => elementsOf(slot.kind).map(upload)),
            },
          ]
        case 'Memory':
          return [name, { _tag: 'Memory', value: emptyRing(slot.capacity) }]
      }
    }),
  )
}

/** The shapes that a state would have at other options: memories are as large as those say. */
export const reshaped = (shapes: Shapes, { program }: Setting): Shapes =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, slot]) => {
      const memory = slot._tag === 'Memory' ? initialMemory(program.state[name] ?? program.theta0) : undefined
      return [name, slot._tag === 'Memory' && memory !== undefined ? { ...slot, capacity: memory.capacity } : slot]
    }),
  )

/** A memory for where none is looked at. */
export const noMemory = emptyReservoir(0, false)
