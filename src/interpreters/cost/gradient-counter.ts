import type { SlotShape } from '../../compiler/index.ts'
import type { HandlerName, MethodProgram } from '../../dsl/index.ts'
import { type State, shapesOf } from '../state.ts'
import { type Extent, type Extents, gradientsOf } from './gradients.ts'

/** How far the slots of a state reach. */
export const extentsOf = (shapes: Readonly<Record<string, SlotShape>>): Extents =>
  Object.fromEntries(
    Object.entries(shapes).flatMap(([name, slot]): readonly (readonly [string, Extent])[] => {
      switch (slot._tag) {
        case 'Numbers':
          return []
        case 'List':
          return [[name, { tasks: slot.length, capacity: 0 }]]
        case 'Memory':
          return [[name, { tasks: slot.pastTasks, capacity: slot.capacity }]]
      }
    }),
  )

/** `gradientsOf` for the events of a run, each kind of event counted once. */
export const gradientCounter = ({ handlers }: MethodProgram, outputs: number) => {
  const known = new Map<string, number | undefined>()
  return (name: HandlerName, task: number, examples: number, state: State<unknown>): number | undefined => {
    const handler = handlers[name]
    if (handler === undefined) return 0
    const extents = extentsOf(shapesOf(state, task))
    const key = `${name} ${examples} ${JSON.stringify(extents)}`
    if (!known.has(key)) known.set(key, gradientsOf(handler, examples, extents, outputs))
    return known.get(key)
  }
}
