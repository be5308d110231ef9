import { lengthSlot, pastTasks, type SlotShape, tensorsIn } from '../../compiler/index.ts'
import type { Device } from '../devices/index.ts'
import type { SlotValue, State } from './state.ts'

/** A state as a program over padded lists takes it, and what is made of what that leaves. */
export interface PaddedState<Buffer> {
  readonly state: State<Buffer>
  /** The slots that an event changes, without what stands for elements that are not there. */
  readonly without: (updated: State<Buffer>) => State<Buffer>
  /** Gives back what was made for it. */
  readonly release: () => void
}

type List<Buffer> = Extract<SlotValue<Buffer>, { readonly _tag: 'List' }>

/**
 * A state whose lists are as long as the shapes say that a program was compiled for, and beside its memories how many past tasks they
 * have. The first element stands for those that are not there: whatever is finite of that is finite of them.
 */
export const paddedState = <Buffer>(
  device: Device<Buffer>,
  state: State<Buffer>,
  shapes: Readonly<Record<string, SlotShape>>,
  task: number,
): PaddedState<Buffer> => {
  const taken = Object.entries(state).filter(([name]) => shapes[lengthSlot(name)] !== undefined)
  if (taken.length === 0) return { state, without: (updated) => updated, release: () => {} }
  const lists = taken.filter((entry): entry is [string, List<Buffer>] => entry[1]._tag === 'List')
  const made: Buffer[] = []
  /** The slot of a number that says how many there are. */
  const beside = (name: string, length: number): readonly [string, SlotValue<Buffer>] => {
    const buffer = device.upload([], [length])
    made.push(buffer)
    return [lengthSlot(name), { _tag: 'Numbers', kind: { _tag: 'Scalar' }, tensors: [buffer] }]
  }
  const paddedTo = (name: string): number => {
    const shape = shapes[name]
    return shape?._tag === 'List' ? shape.elements.length : 0
  }
  const padded = taken.flatMap(([name, slot]): readonly (readonly [string, SlotValue<Buffer>])[] => {
    if (slot._tag === 'Memory') return [beside(name, pastTasks(slot.value, task).length)]
    if (slot._tag !== 'List') return []
    const { length } = slot.elements
    const more = Array.from({ length: paddedTo(name) - length }, () => slot.elements[0]!)
    return [[name, { ...slot, elements: [...slot.elements, ...more] }], beside(name, length)]
  })
  return {
    state: { ...state, ...Object.fromEntries(padded) },
    without: (updated) => ({
      ...updated,
      ...Object.fromEntries(
        lists.flatMap(([name, { elements }]) => {
          const after = updated[name]
          if (after?._tag !== 'List') return []
          const isThere = (_: unknown, i: number): boolean => i < elements.length || i >= paddedTo(name)
          const gone = after.elements.filter((element, i) => !isThere(element, i))
          tensorsIn({ ...after, elements: gone }).forEach(device.release)
          return [[name, { ...after, elements: after.elements.filter(isThere) }] as const]
        }),
      ),
    }),
    release: () => made.forEach(device.release),
  }
}
