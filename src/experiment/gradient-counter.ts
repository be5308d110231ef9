import { pastTasks } from '../compiler/index.ts'
import type { EventName, MethodProgram } from '../dsl/index.ts'
import type { State } from '../interpreters/index.ts'
import { type Extent, gradientsOf } from './gradients.ts'

/** How far the slots of a state reach at a task. */
const extentsOf = (state: State<unknown>, task: number): Readonly<Record<string, Extent>> =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, slot]): readonly (readonly [string, Extent])[] => {
      switch (slot._tag) {
        case 'Numbers':
          return []
        case 'List':
          return [[name, { tasks: slot.elements.length, capacity: 0 }]]
        case 'Memory':
          return [[name, { tasks: pastTasks(slot.value, task).length, capacity: slot.value.capacity }]]
      }
    }),
  )

/** `gradientsOf` for the events of a run, each kind of event counted once. */
export const gradientCounter = ({ handlers }: MethodProgram) => {
  const known = new Map<string, number | undefined>()
  return (name: EventName, task: number, examples: number, state: State<unknown>): number | undefined => {
    const handler = handlers[name]
    if (handler === undefined) return 0
    const extents = extentsOf(state, task)
    const key = `${name} ${examples} ${JSON.stringify(extents)}`
    if (!known.has(key)) known.set(key, gradientsOf(handler, examples, extents))
    return known.get(key)
  }
}
