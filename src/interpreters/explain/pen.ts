import type { Syntax } from '../../dsl/index.ts'
import type { Line, Text } from './document.ts'
import type { Frame } from './edges.ts'
import type { Spell } from './formula.ts'
import { assignment, type Maths } from './maths.ts'
import type { Outcome } from './order.ts'
import { counted, nameOf, type Scribe, takenNames, untaken } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesOfResults } from './values-in.ts'

export type WriteLines = (frame: Frame, outcomes: readonly Outcome[]) => readonly Line[]

/** What those who write lines of one kind or another have in common. */
export interface Pen {
  readonly scribe: Scribe
  readonly spell: Spell
  readonly write: WriteLines
  /** The first of some names that nothing has that is still read. */
  readonly take: (names: readonly string[], live: ReadonlySet<Syntax>) => Maths
  /** Whether something that is still read goes by a name. */
  readonly isHeld: (name: Maths, live: ReadonlySet<Syntax>, but?: Syntax) => boolean
  /** A line, with the functions that it mentions. */
  readonly line: (write: () => { readonly text: Text; readonly opens?: NonNullable<Line['opens']> }) => Line
  readonly during: <A>(live: ReadonlySet<Syntax>, write: () => A) => A
  /** The lines of a frame that ends with results, which are read when its lines are done. */
  readonly inner: (frame: Frame, results: readonly Syntax[], live: ReadonlySet<Syntax>) => readonly Line[]
  /** A whole number of a node, or the option that it stands for. */
  readonly counted: (s: Syntax, field: string, value: number) => Maths
}

export const sameText = (a: Maths, b: Maths): boolean => unicodeMaths(a) === unicodeMaths(b)

export const assigned = (name: Maths, value: Maths): Text => [assignment(name, value)]

export const penOf = (scribe: Scribe, spell: Spell, write: WriteLines): Pen => {
  const during: Pen['during'] = (live, act) => {
    const before = scribe.live.now
    scribe.live.now = live
    const made = act()
    scribe.live.now = before
    return made
  }
  return {
    scribe,
    spell,
    write,
    during,
    take: (names, live) => untaken(names, takenNames(scribe, live)),
    isHeld: (name, live, but) => {
      for (const s of live) {
        const other = s === but ? undefined : nameOf(scribe, s)
        if (other !== undefined && sameText(other, name)) return true
      }
      return false
    },
    line: (act) => {
      const before = scribe.where.now
      scribe.where.now = []
      const own = act()
      const where = scribe.where.now
      scribe.where.now = before
      return { ...own, ...(where.length === 0 ? {} : { where }) }
    },
    inner: (frame, results, live) =>
      during(new Set([...live, ...valuesOfResults(scribe.survey, results, frame)]), () => write(frame, [])),
    counted: (s, field, value) => counted(scribe, s, field, value),
  }
}
