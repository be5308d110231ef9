import { emptyReservoir, emptyRing, held, type MemoryValue, pastTasks, type SlotShape } from '../../compiler/index.ts'
import type { Kind, Syntax } from '../../dsl/index.ts'
import type { Device } from '../devices/index.ts'

/** The value of one slot of a method's state. */
export type SlotValue<Buffer> =
  | { readonly _tag: 'Numbers'; readonly kind: Kind; readonly buffers: readonly Buffer[] }
  | { readonly _tag: 'List'; readonly kind: Kind; readonly elements: readonly (readonly (readonly Buffer[])[])[] }
  | { readonly _tag: 'Memory'; readonly value: MemoryValue }

/** The state of a method between events: θ and the declared slots. It lives on the device. */
export type State<Buffer> = Readonly<Record<string, SlotValue<Buffer>>>

export const buffersOf = <Buffer>(slot: SlotValue<Buffer>): readonly Buffer[] =>
  slot._tag === 'Numbers' ? slot.buffers : slot._tag === 'List' ? slot.elements.flat(2) : []

export const releaseState = <Buffer>(device: Device<Buffer>, state: State<Buffer>): void => {
  for (const slot of Object.values(state)) for (const buffer of buffersOf(slot)) device.release(buffer)
}

/** What the compiler has to know about a state: a new shape is a new compilation. */
export const shapesOf = <Buffer>(state: State<Buffer>, task: number): Readonly<Record<string, SlotShape>> =>
  Object.fromEntries(
    Object.entries(state).map(([name, slot]): readonly [string, SlotShape] => {
      switch (slot._tag) {
        case 'Numbers':
          return [name, { _tag: 'Numbers', kind: slot.kind }]
        case 'List':
          return [name, { _tag: 'List', kind: slot.kind, length: slot.elements.length }]
        case 'Memory':
          return [
            name,
            { _tag: 'Memory', capacity: slot.value.capacity, pastTasks: pastTasks(slot.value, task).length },
          ]
      }
    }),
  )

/** The memory that a declaration of the state starts with, if it is one. */
export const initialMemory = (s: Syntax): MemoryValue | undefined =>
  s._tag === 'Reservoir'
    ? emptyReservoir(s.capacity, s.inclusive)
    : s._tag === 'Ring'
      ? emptyRing(s.capacity)
      : undefined

/** The memories of a state, by slot. */
export const memoriesOf = <Buffer>(state: State<Buffer>): Readonly<Record<string, MemoryValue>> =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, slot]) => (slot._tag === 'Memory' ? [[name, slot.value]] : [])),
  )

/** How many examples a state remembers, over all its memories. */
export const remembered = <Buffer>(state: State<Buffer>): number =>
  Object.values(state).reduce((n, slot) => (slot._tag === 'Memory' ? n + held(slot.value) : n), 0)
