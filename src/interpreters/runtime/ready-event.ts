import * as E from 'fp-ts/lib/Either.js'
import { type CompiledEvent, type Padding, paddedShapes, paddingOf, type SlotShape } from '../../compiler/index.ts'
import { countsOfBatches } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import type { Code } from './code.ts'
import { type State, shapesOf } from './state.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** The program of an event, and the shapes of slots that it was compiled for. */
export interface ReadyEvent {
  readonly code: CompiledEvent
  readonly shapes: Readonly<Record<string, SlotShape>>
}

/**
 * Finds the program of an event of a state; none where a method says nothing of such events.
 *
 * @param padLists whether programs take long lists as some longer ones, so that they are few
 */
export const readyEvents = <Buffer>(
  { program }: Pick<Setting, 'program'>,
  { layouts }: Pick<SettingSurroundings, 'layouts'>,
  compiled: Code,
  padLists: boolean,
): ((state: State<Buffer>, event: StreamEvent) => E.Either<Fault, ReadyEvent> | undefined) => {
  const paddings = new Map<StreamEvent['name'], Padding | undefined>()
  /** What of the state may be taken, at an event, as longer than it is. */
  const paddingAt = (name: StreamEvent['name']): Padding | undefined => {
    const handler = program.handlers[name]
    if (!padLists || handler === undefined) return undefined
    if (!paddings.has(name)) paddings.set(name, paddingOf(handler))
    return paddings.get(name)
  }
  return (state, event) => {
    const own = shapesOf(layouts, state, event.task)
    const padding = paddingAt(event.name)
    const shapes = padding === undefined ? own : paddedShapes(padding)(own)
    const code = compiled.event({ name: event.name, counts: countsOfBatches(event.batches), shapes })
    return code && E.map((made: CompiledEvent): ReadyEvent => ({ code: made, shapes }))(code)
  }
}
