import { keepsLengths, ofList, type Syntax, type Values, type Variable } from '../../dsl/index.ts'
import type { Definition } from './document.ts'
import { type Maths, numeral, symbol } from './maths.ts'
import type { Survey } from './survey.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** What is known while the lines of one event are written. */
export interface Scribe {
  readonly survey: Survey
  /** The symbols of the options. */
  readonly options: Readonly<Record<string, string>>
  readonly values: Values
  /** What each value is called at the moment. */
  readonly called: Map<Syntax, Maths>
  /** What the results of a loop, a branch or a block are called. */
  readonly results: Map<Syntax, readonly Maths[]>
  /** What the elements of a list over tasks are called, without their task. */
  readonly elements: Map<Syntax, readonly Maths[]>
  /** Lists whose elements are not one of each past task. */
  readonly loose: Set<Syntax>
  /** Functions that have been spelled, by the node they belong to. */
  readonly functions: Map<object, Maths>
  /** Names that nothing else may take in this event. */
  readonly reserved: Set<string>
  /** Values that are still needed where the scribe is. */
  readonly live: { now: ReadonlySet<Syntax> }
  /** Functions spelled since the line was begun. */
  readonly where: { now: Definition[] }
  /** What the reader may need to know of the notation. */
  readonly notes: Set<string>
  /** The parameters of the event, and whether a loop had to leave them for a copy. */
  readonly theta: { readonly slot: Syntax | undefined; readonly anchored: boolean; copied: boolean }
}

export const nameOf = (scribe: Scribe, s: Syntax): Maths | undefined => {
  const own = scribe.called.get(s)
  if (own !== undefined || s._tag !== 'Component') return own
  return scribe.results.get(s.of)?.[s.index]
}

/** What the elements of a list are called, without their task, as far as that is known: as those of the list that it is made of. */
export const elementsOf = (scribe: Scribe, list: Syntax): readonly Maths[] =>
  scribe.elements.get(list) ??
  ofList<readonly Maths[]>({
    Variable: () => [],
    EmptyList: ({ names }) => names.map((name) => symbol(name)),
    Append: (s) => elementsOf(scribe, s.list),
    MapTasks: () => [],
    Carried: (by, position) => elementsOf(scribe, by.bound[position]!),
    Defined: (as) => elementsOf(scribe, as),
    Other: () => [],
  })(list)

/** Whether a list, or a memory, has one element of each past task, as far as is known. */
export const isPerTask = (scribe: Scribe, list: Syntax): boolean =>
  ofList<boolean>({
    Variable: (s) => !scribe.loose.has(s),
    EmptyList: () => false,
    Append: (s) => isPerTask(scribe, s.list),
    MapTasks: (s) => isPerTask(scribe, s.over),
    Carried: (by, position) => keepsLengths(by) && isPerTask(scribe, by.initial[position]!),
    Defined: (as) => isPerTask(scribe, as),
    Other: () => true,
  })(list)

/** A whole number of a node, or the symbol of the option that it is. */
export const counted = ({ options, values }: Scribe, s: Syntax, field: string, value: number): Maths => {
  const option = 'counts' in s ? s.counts?.[field] : undefined
  const own = option === undefined || values[option] !== value ? undefined : options[option]
  return own === undefined ? numeral(value) : symbol(own)
}

/** Letters tried in turn for a counter. */
export const counters: readonly string[] = ['i', 'j', 'l', 'n', 'u']

const decorations = ['', '′', '″', '‴'] as const

/** The first of some names, plain or with primes, that is not taken. */
export const untaken = (bases: readonly string[], taken: ReadonlySet<string>): Maths => {
  for (const decoration of decorations)
    for (const base of bases) if (!taken.has(`${base}${decoration}`)) return symbol(`${base}${decoration}`)
  for (let n = 3; ; n++) {
    const name = symbol(bases[0] ?? 'v', { _tag: 'Number', value: n })
    if (!taken.has(unicodeMaths(name))) return name
  }
}

/** The names of the options and of what is still needed, and those that are reserved. */
export const takenNames = (scribe: Scribe, live: ReadonlySet<Syntax>): Set<string> => {
  const taken = new Set([...scribe.reserved, ...Object.values(scribe.options)])
  for (const s of live) {
    const name = nameOf(scribe, s)
    if (name !== undefined) taken.add(unicodeMaths(name))
  }
  return taken
}

/** The names in a name: itself, and those of its indices. */
const namesWithin = (name: Maths): readonly string[] => [
  unicodeMaths(name),
  ...(name._tag === 'Name' ? name.indices.flatMap(namesWithin) : []),
]

/** The names that some terms use, for what is bound around them: everything else may be shadowed. */
export const usedNames = (scribe: Scribe, used: ReadonlySet<Syntax>): Set<string> => {
  const taken = new Set([...Object.values(scribe.options)])
  for (const s of used) {
    const name = nameOf(scribe, s)
    if (name !== undefined) for (const one of namesWithin(name)) taken.add(one)
  }
  return taken
}

/** What a variable is called where nothing else is called that. */
export const nameFor = (variable: Variable): readonly string[] => {
  const base = variable.symbol ?? variable.name
  return base === 'θ' ? ['θ', 'φ', 'ψ'] : [base]
}
