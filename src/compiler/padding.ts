import { childrenOf, type HandlerProgram, isUnrolled, kindOf, type Syntax, topDown } from '../dsl/index.ts'
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

const isList = (s: Syntax): boolean => kindOf(s)._tag === 'List'

/** Whether what takes a list takes elements that are not there for nothing, once they are left out of sums. */
const passes = (s: Syntax, list: Syntax): boolean =>
  s._tag === 'Combinator' ||
  (s._tag === 'Total' && s.operator === 'sum') ||
  (s._tag === 'Append' && s.list === list) ||
  (s._tag === 'MapTasks' && s.over === list)

/**
 * Whether the lists of a handler may be padded: they are mapped, summed and appended to, and nothing else. What is unrolled goes through long
 * lists by loops of the device, whose sums are taken in the order of the very length.
 */
export const isPaddable = (handler: HandlerProgram): boolean =>
  [...topDown(Object.values(handler.updates), childrenOf)].every(
    (s) =>
      s._tag !== 'Fold' &&
      !(s._tag === 'Loop' && isUnrolled(s)) &&
      childrenOf(s).every((of) => !isList(of) || passes(s, of)),
  )

/** The shapes of slots with long lists padded, each with a number beside it that says how long it is. */
export const paddedShapes = (shapes: Readonly<Record<string, SlotShape>>): Readonly<Record<string, SlotShape>> =>
  Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]): readonly (readonly [string, SlotShape])[] => {
      if (shape._tag !== 'List' || shape.elements.length <= exact) return [[name, shape]]
      const { length } = shape.elements
      const more = Array.from({ length: paddedLength(length) - length }, () => shape.elements[0]!)
      return [
        [name, { ...shape, elements: [...shape.elements, ...more] }],
        [lengthSlot(name), { _tag: 'Numbers', kind: { _tag: 'Scalar' }, tensors: [[]] }],
      ]
    }),
  )
