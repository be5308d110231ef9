import { childrenOf, type HandlerProgram, isUnrolled, kindOf, mapsMemory, type Syntax, topDown } from '../dsl/index.ts'
import type { SlotShape } from './slots.ts'

/** Lists as short as this have programs of their own: those are small, and each length may be all that there ever is. */
const exact = 8

/** So many lengths have a program of their own from one power of two to the next. */
const steps = 4

/**
 * As how long a list a list of so many elements is taken: from `exact` on the next of 10, 12, 14, 16, 20, 24, 28, 32, 40, …, so that a list
 * that grows to n elements has O(log n) programs, of which none goes through a quarter more than there is.
 *
 * @law no less than the length, and less than 5/4 of it; never decreasing; what is padded is its own padded length
 */
export const paddedLength = (length: number): number => {
  if (length <= exact) return length
  const step = 2 ** Math.ceil(Math.log2(length)) / (2 * steps)
  return step * Math.ceil(length / step)
}

/** How many elements are there whenever a list is taken as one of so many. */
export const surely = (padded: number): number => {
  let length = padded
  while (length > 0 && paddedLength(length - 1) === padded) length -= 1
  return length
}

/** The slot beside a padded list that says how long it really is. */
export const lengthSlot = (list: string): string => `${list} length`

/** Whether what takes a list takes elements that are not there for nothing, once they are left out of sums and projections. */
const passesList = (s: Syntax, list: Syntax): boolean =>
  s._tag === 'Combinator' ||
  s._tag === 'Total' ||
  s._tag === 'ConeProjection' ||
  (s._tag === 'Append' && s.list === list) ||
  (s._tag === 'MapTasks' && s.over === list)

/** The same of a memory and past tasks of it that are not there. */
const passesMemory = (s: Syntax): boolean =>
  s._tag === 'Combinator' || s._tag === 'MapTasks' || s._tag === 'Push' || s._tag === 'Draw'

const passes = (s: Syntax, of: Syntax): boolean => {
  const kind = kindOf(of)
  return kind._tag === 'List' ? passesList(s, of) : kind._tag !== 'Memory' || passesMemory(s)
}

/** What may be padded at an event. */
export interface Padding {
  /** Whether how many past tasks a memory has is anything to it. */
  readonly ofTasks: boolean
}

/**
 * Whether the lists of a handler may be padded, and the past tasks of its memories: they are mapped, and lists summed, appended to and
 * projected on; memories are pushed to and drawn from. What is unrolled goes through long lists by loops of the device, whose sums are taken in the
 * order of the very length.
 *
 * @returns what may be; `undefined` where nothing may
 */
export const paddingOf = (handler: HandlerProgram): Padding | undefined => {
  const terms = [...topDown(Object.values(handler.updates), childrenOf)]
  const may = terms.every(
    (s) => s._tag !== 'Fold' && !(s._tag === 'Loop' && isUnrolled(s)) && childrenOf(s).every((of) => passes(s, of)),
  )
  const ofTasks = terms.some(mapsMemory)
  return may ? { ofTasks } : undefined
}

const beside: SlotShape = { _tag: 'Numbers', kind: { _tag: 'Scalar' }, tensors: [[]] }

/** The shapes of slots with long lists padded, and past tasks, each with a number beside it that says how many there are. */
export const paddedShapes =
  ({ ofTasks }: Padding) =>
  (shapes: Readonly<Record<string, SlotShape>>): Readonly<Record<string, SlotShape>> =>
    Object.fromEntries(
      Object.entries(shapes).flatMap(([name, shape]): readonly (readonly [string, SlotShape])[] => {
        if (shape._tag === 'List' && shape.elements.length > exact) {
          const { length } = shape.elements
          const more = Array.from({ length: paddedLength(length) - length }, () => shape.elements[0]!)
          return [
            [name, { ...shape, elements: [...shape.elements, ...more] }],
            [lengthSlot(name), beside],
          ]
        }
        if (shape._tag !== 'Memory') return [[name, shape]]
        const { pastTasks } = shape.value
        const taken = (as: number): SlotShape => ({ ...shape, value: { ...shape.value, pastTasks: as } })
        if (!ofTasks) return [[name, taken(0)]]
        return pastTasks <= exact
          ? [[name, shape]]
          : [
              [name, taken(paddedLength(pastTasks))],
              [lengthSlot(name), beside],
            ]
      }),
    )
