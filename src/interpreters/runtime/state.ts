import {
  emptyReservoir,
  emptyRing,
  held,
  keptAs,
  type MemoryValue,
  mapSlots,
  memoriesIn,
  pastTasks,
  type Slot,
  type SlotShape,
  type Slots,
  tensorShapes,
  tensorsIn,
} from '../../compiler/index.ts'
import type { Syntax } from '../../dsl/index.ts'
import type { Layout } from '../../networks/index.ts'
import type { Device } from '../devices/index.ts'

/** The value of one slot of a method's state. */
export type SlotValue<Buffer> = Slot<Buffer, MemoryValue>

/** The state of a method between events: θ and the declared slots. It lives on the device. */
export type State<Buffer> = Slots<Buffer, MemoryValue>

/** Another state of the same values: its buffers are released by themselves. */
export const heldOn = <Buffer>(device: Device<Buffer>): ((state: State<Buffer>) => State<Buffer>) =>
  mapSlots(device.retain, (memory: MemoryValue) => memory)

export const releaseState = <Buffer>(device: Device<Buffer>, state: State<Buffer>): void => {
  for (const slot of Object.values(state)) tensorsIn(slot).forEach(device.release)
}

/** What the compiler has to know about a state: a new shape is a new compilation. */
export const shapesOf = <Buffer>(
  layouts: Readonly<Record<string, Layout>>,
  state: State<Buffer>,
  task: number,
): Readonly<Record<string, SlotShape>> => {
  const shapes = tensorShapes(layouts)
  return mapSlots(
    (_: Buffer, { kind, tensor }) => shapes(kind)[tensor]!,
    (memory: MemoryValue) => ({
      capacity: memory.capacity,
      pastTasks: pastTasks(memory, task).length,
      ...(memory._tag === 'Ring' ? { ofTasks: true } : memory.scored === true ? { scored: true } : {}),
    }),
  )(state)
}

/** The slot of a memory that a declaration of the state starts with, if it is one, its tensors not yet made. */
export const initialMemorySlot = (s: Syntax): Slot<undefined, MemoryValue> | undefined => {
  const value = initialMemory(s)
  const fields = s._tag === 'Reservoir' ? Object.entries(s.fields ?? {}) : []
  if (value === undefined || fields.length === 0) return value && { _tag: 'Memory', value }
  const kept = fields.map(
    ([name, width]) => [name, { kind: keptAs(value.capacity, width), tensor: undefined }] as const,
  )
  return { _tag: 'Memory', value, fields: Object.fromEntries(kept) }
}

/** The memory that a declaration of the state starts with, if it is one. */
export const initialMemory = (s: Syntax): MemoryValue | undefined =>
  s._tag === 'Reservoir'
    ? emptyReservoir(s.capacity, s.inclusive, s)
    : s._tag === 'Ring'
      ? emptyRing(s.capacity)
      : undefined

/** The memories of a state, by slot. */
export const memoriesOf = <Buffer>(state: State<Buffer>): Readonly<Record<string, MemoryValue>> =>
  Object.fromEntries(Object.entries(state).flatMap(([name, slot]) => memoriesIn(slot).map((memory) => [name, memory])))

/** A state with other memories in the place of its own. */
export const withMemories = <Buffer>(
  state: State<Buffer>,
  memories: Readonly<Record<string, MemoryValue>>,
): State<Buffer> => ({
  ...state,
  ...Object.fromEntries(
    Object.entries(memories).map(([name, value]): readonly [string, SlotValue<Buffer>] => [
      name,
      { ...state[name], _tag: 'Memory', value } as SlotValue<Buffer>,
    ]),
  ),
})

/** How many examples a state remembers, over all its memories. */
export const remembered = <Buffer>(state: State<Buffer>): number =>
  Object.values(memoriesOf(state)).reduce((n, memory) => n + held(memory), 0)
