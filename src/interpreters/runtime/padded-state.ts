import { lengthSlot, type SlotShape, tensorsIn } from '../../compiler/index.ts'
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
 * A state whose lists are as long as the shapes say that a program was compiled for. The first element stands for those that are not there:
 * whatever is finite of that is finite of them.
 */
export const paddedState = <Buffer>(
  device: Device<Buffer>,
  state: State<Buffer>,
  shapes: Readonly<Record<string, SlotShape>>,
): PaddedState<Buffer> => {
  const lists = Object.entries(state).filter(
    (entry): entry is [string, List<Buffer>] => entry[1]._tag === 'List' && shapes[lengthSlot(entry[0])] !== undefined,
  )
  if (lists.length === 0) return { state, without: (updated) => updated, release: () => {} }
  const made: Buffer[] = []
  const paddedTo = (name: string): number => {
    const shape = shapes[name]
    return shape?._tag === 'List' ? shape.elements.length : 0
  }
  const padded = lists.flatMap(([name, list]): readonly (readonly [string, SlotValue<Buffer>])[] => {
    const { length } = list.elements
    const buffer = device.upload([], [length])
    made.push(buffer)
    const more = Array.from({ length: paddedTo(name) - length }, () => list.elements[0]!)
    return [
      [name, { ...list, elements: [...list.elements, ...more] }],
      [lengthSlot(name), { _tag: 'Numbers', kind: { _tag: 'Scalar' }, tensors: [buffer] }],
    ]
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
