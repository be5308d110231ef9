import type * as E from 'fp-ts/lib/Either.js'
import {
  type CompiledEvent,
  compileHandler,
  foldSlot,
  type LoweredEvent,
  lowerHandler,
  type SlotShape,
} from '../../compiler/index.ts'
import type { HandlerName, MethodProgram } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import type { SettingSurroundings } from './surroundings.ts'

/** An event, or being asked for a prediction, as far as its program depends on it. */
export interface EventForm<Name extends HandlerName = HandlerName> {
  readonly name: Name
  /** How many examples each of its batches has, by name. */
  readonly counts: Readonly<Record<string, number>>
  readonly shapes: Readonly<Record<string, SlotShape>>
}

/** What differs of a slot's shape from event to event, in one setting: how long a list is, and how many tasks a memory is of. */
const changing: (slot: SlotShape) => string = foldSlot(
  (tensors) => `${tensors.length}`,
  ({ capacity, pastTasks }) => `${capacity}/${pastTasks}`,
)

/** Equal for events that are alike but for the shapes of slots. */
export const alikeKey = ({ name, counts }: Omit<EventForm, 'shapes'>): string => `${name}|${Object.values(counts)}`

/** Equal for events of one setting that have one program. */
export const formKey = ({ shapes, ...event }: EventForm): string =>
  `${alikeKey(event)}|${Object.values(shapes).map(changing).join()}`

const made =
  <Code>(how: (...of: Parameters<typeof lowerHandler>) => E.Either<Fault, Code>) =>
  (program: MethodProgram, { around, adopts }: SettingSurroundings) =>
  ({ name, counts, shapes }: EventForm): E.Either<Fault, Code> | undefined => {
    const handler = program.handlers[name]
    if (handler === undefined) return undefined
    const where = `${program.method} ${name}`
    const adopted = adopts && name === 'onBatch' ? { adopts: 'batch' } : {}
    return how(where, handler, shapes, { ...around, counts, ...adopted })
  }

/** The program of an event as it was lowered; `undefined` where the method does nothing at it. */
export const loweredEvent: (
  program: MethodProgram,
  surroundings: SettingSurroundings,
) => (form: EventForm) => E.Either<Fault, LoweredEvent> | undefined = made(lowerHandler)

/** The same, compiled. */
export const compiledEvent: (
  program: MethodProgram,
  surroundings: SettingSurroundings,
) => (form: EventForm) => E.Either<Fault, CompiledEvent> | undefined = made(compileHandler)
