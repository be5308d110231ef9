import type { MemoryValue, Slots } from '../../compiler/index.ts'

/**
 * How far a slot of the state reaches at an event: how many past tasks a list has, how many examples a reservoir holds, and a ring of
 * each past task. Numbers of examples follow from these; which examples there are decides none of them.
 */
export type Extent =
  | { readonly _tag: 'List'; readonly tasks: number }
  | { readonly _tag: 'Reservoir'; readonly capacity: number; readonly held: number }
  | { readonly _tag: 'Ring'; readonly capacity: number; readonly past: readonly number[] }

export type Extents = Readonly<Record<string, Extent>>

/** Of a memory with room for so many, all of what it was shown: more cannot be held, and fewer is not. */
const extentOf = (memory: MemoryValue, capacity: number, task: number): Extent =>
  memory._tag === 'Reservoir'
    ? { _tag: 'Reservoir', capacity, held: Math.min(capacity, memory.seen) }
    : {
        _tag: 'Ring',
        capacity,
        past: memory.tasks.filter((one) => one.task < task).map(({ seen }) => Math.min(capacity, seen)),
      }

/** How far the slots of a state reach at an event of a task. A memory has the room that its slot says. */
export const extentsOf = (
  slots: Slots<unknown, Pick<MemoryValue, 'capacity'>>,
  memories: Readonly<Record<string, MemoryValue>>,
  task: number,
): Extents =>
  Object.fromEntries(
    Object.entries(slots).flatMap(([name, slot]): readonly (readonly [string, Extent])[] => {
      switch (slot._tag) {
        case 'Numbers':
          return []
        case 'List':
          return [[name, { _tag: 'List', tasks: slot.elements.length }]]
        case 'Memory': {
          const memory = memories[name]
          return memory === undefined ? [] : [[name, extentOf(memory, slot.value.capacity, task)]]
        }
      }
    }),
  )
