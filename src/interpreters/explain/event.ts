import type { Syntax, Values, Variable } from '../../dsl/index.ts'
import type { Definition, Line } from './document.ts'
import { spelling } from './formula.ts'
import { functionsOf } from './functions.ts'
import { lineWriter } from './lines.ts'
import type { Maths } from './maths.ts'
import type { Outcome } from './order.ts'
import type { Scribe } from './scribe.ts'
import { survey } from './survey.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** What an event is written from. */
export interface Event {
  /** The new values, each with the variable that it replaces and the name of its slot. */
  readonly outcomes: readonly Outcome[]
  /** Names of what the event is given. */
  readonly given: readonly (readonly [Syntax, Maths])[]
  /** Names of the elements of lists over tasks. */
  readonly elements: readonly (readonly [Syntax, readonly Maths[]])[]
  /** Lists that gain other elements than one at the end of each task. */
  readonly loose: readonly Syntax[]
  readonly theta: Variable | undefined
}

export interface Surroundings {
  readonly options: Readonly<Record<string, string>>
  /** What the options are. */
  readonly values: Values
  readonly anchored: boolean
}

export interface Written {
  readonly lines: readonly Line[]
  readonly notes: readonly string[]
  /** Whether parameters had to be left behind for a copy. */
  readonly copied: boolean
}

/** The lines of an event. */
export const writeEvent = (event: Event, { options, values, anchored }: Surroundings): Written => {
  const layout = survey(event.outcomes.map(({ value }) => value))
  const where: Definition[] = []
  const scribe: Scribe = {
    survey: layout,
    options,
    values,
    called: new Map(event.given),
    results: new Map(),
    elements: new Map(event.elements),
    loose: new Set(event.loose),
    functions: new Map(),
    reserved: new Set([
      ...event.given.map(([, name]) => unicodeMaths(name)),
      ...event.outcomes.map(({ name }) => unicodeMaths(name)),
    ]),
    live: { now: new Set() },
    where: { now: where },
    notes: new Set(),
    theta: { slot: event.theta, anchored, copied: false },
  }
  const functions = functionsOf(scribe, () => ({ spell, lines: (frame) => write(frame, []) }))
  const spell = spelling(scribe, functions)
  const write = lineWriter(scribe, spell)
  return { lines: write(layout.top, event.outcomes), notes: [...scribe.notes], copied: scribe.theta.copied }
}
