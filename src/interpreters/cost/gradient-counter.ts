import type { HandlerName, MethodProgram } from '../../dsl/index.ts'
import { memoriesOf, type State } from '../runtime/index.ts'
import { type Extents, extentsOf } from './extents.ts'
import { type Counts, type Derivatives, derivativesOf } from './gradients.ts'

/**
 * `derivativesOf` for the events of a run, events that are alike counted once.
 *
 * @param outputs how many the network has
 */
export const derivativeCounter = ({ handlers }: MethodProgram, outputs: number) => {
  const known = new Map<string, Derivatives>()
  return (name: HandlerName, counts: Counts, extents: Extents): Derivatives => {
    const handler = handlers[name]
    if (handler === undefined) return none
    const key = `${name} ${Object.values(counts)} ${JSON.stringify(extents)}`
    const derivatives = known.get(key) ?? derivativesOf(handler, counts, extents, outputs)
    known.set(key, derivatives)
    return derivatives
  }
}

const none: Derivatives = { gradients: { least: 0, most: 0 }, hessianProducts: { least: 0, most: 0 } }

/** How far the slots of a state reach at an event of a task. */
export const extentsAt = (state: State<unknown>, task: number): Extents => extentsOf(state, memoriesOf(state), task)

/** How many gradients an event takes at a state; `undefined` where a condition decides at run time. */
export const gradientCounter = (program: MethodProgram, outputs: number) => {
  const counted = derivativeCounter(program, outputs)
  return (name: HandlerName, task: number, counts: Counts, state: State<unknown>): number | undefined => {
    const { least, most } = counted(name, counts, extentsAt(state, task)).gradients
    return least === most ? most : undefined
  }
}
