import { ofBatch } from '../examples.ts'
import { isRandom, scopesOf } from '../scopes.ts'
import { partsOf } from '../steps.ts'
import { type Field, forEachNode } from '../structure.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { isUnrolled, unrolledTerms } from '../unrolled.ts'
import { derivatives } from './derivatives.ts'
import { limits } from './limits.ts'
import type { Trouble } from './trouble.ts'

/** How large a term is, in what its compilation or its run grows by. */
interface Extent {
  /** Nodes down to a leaf. */
  readonly depth: number
  /** How often the innermost of its loops runs, over those around it. */
  readonly iterations: number
  /** How often the host prepares something afresh for it. */
  readonly preparations: number
  /** Examples of a batch, as far as the program alone says. */
  readonly rows: number
}

const none: Extent = { depth: 0, iterations: 1, preparations: 0, rows: 0 }

const larger = (a: Extent, b: Extent): Extent => ({
  depth: Math.max(a.depth, b.depth),
  iterations: Math.max(a.iterations, b.iterations),
  preparations: Math.max(a.preparations, b.preparations),
  rows: Math.max(a.rows, b.rows),
})

type ExtentOf = (s: Syntax) => Extent

/** An event's own examples are not in it; what is taken of them is filled up to its size. */
const rowsIn = (of: ExtentOf): ((s: Syntax) => number) => {
  const all = ({ batch }: { readonly batch: Syntax }): number => of(batch).rows
  return ofBatch({
    Variable: () => 0,
    Join: ({ first, second }) => of(first).rows + of(second).rows,
    Take: ({ size }) => size,
    Shuffle: all,
    Side: ({ episodes }) => of(episodes).rows,
    Draw: ({ count }) => count,
    All: () => 0,
    Relabel: all,
    SoftLabels: all,
    WithField: all,
    EveryLabel: all,
    Defined: (as) => of(as).rows,
    Other: () => 0,
  })
}

/** How often a loop runs that says it in a number. */
const timesOf = (s: Syntax): number => {
  const loop = s._tag === 'Along' ? s.loop : s
  return loop._tag === 'Loop' && typeof loop.times === 'number' ? Math.max(1, loop.times) : 1
}

/** How often what a node binds variables around is run, as far as the program alone says. */
const turnsOf = (s: Syntax, of: ExtentOf): number => {
  const loop = s._tag === 'Along' ? s.loop : s
  if (loop._tag === 'Expectation') return Math.max(1, partsOf(of(loop.batch).rows, loop.size))
  if (loop._tag !== 'Loop') return 1
  const { times } = loop
  return Math.max(1, typeof times === 'number' ? times : partsOf(of(times.samplesOf).rows, times.size))
}

const isSize = (field: Field): boolean => field.holds === 'plain' && field.isSize

const isPrepared = (s: Syntax): boolean =>
  isRandom(s) || (s._tag === 'Loop' && s.bound.some(({ kind }) => kind._tag === 'Memory'))

const rules: readonly (readonly [Exclude<keyof Extent, 'rows'>, (most: number) => string])[] = [
  ['depth', (most) => `a program may be at most ${most} nodes deep`],
  ['iterations', (most) => `loops within one another may run at most ${most} times together`],
  [
    'preparations',
    (most) =>
      `examples may be prepared at most ${most} times: by draws, shuffles and memories over the loops around them`,
  ],
]

const unrolling = `loops in which lists change their length, and folds, may come to at most ${limits.unrolled} terms together when they are unrolled`

/** The fields of a node that say how many of something are there at once. */
const sizes = forEachNode((fields) => fields.flatMap(([name, field]) => (isSize(field) ? [name] : [])))

const tooMany = (s: Syntax): Trouble | undefined => {
  for (const field of sizes[s._tag]) {
    const value = (s as unknown as Readonly<Record<string, number>>)[field]!
    if (value > limits.size)
      return { path: `.${field}`, rule: `\`${field}\` may be at most ${limits.size}`, got: String(value) }
  }
  return undefined
}

/** What is too large about nodes, each taken in after those that it mentions. */
export const extents = (freeIn: (s: Syntax) => ReadonlySet<Variable>): ((s: Syntax) => Trouble | undefined) => {
  const known = new Map<Syntax, Extent>()
  const nesting = derivatives(freeIn)
  const of: ExtentOf = (s) => known.get(s) ?? none
  const rows = rowsIn(of)
  // Lists of the state and the batches of the event are as long as they are: the compiler sees to them.
  const terms = unrolledTerms({ freeIn, rowsOf: (batch) => of(batch).rows, lengthOf: () => 0 }, limits.unrolled)
  let unrolled = 0
  return (s) => {
    const [turns, times] = [turnsOf(s, of), timesOf(s)]
    const below = scopesOf(s).reduce((so, { bound, terms }) => {
      const inside = terms.reduce((most, term) => larger(most, of(term)), none)
      return larger(
        so,
        bound.length === 0
          ? inside
          : { ...inside, iterations: turns * inside.iterations, preparations: times * inside.preparations },
      )
    }, none)
    const own: Extent = {
      depth: below.depth + 1,
      iterations: below.iterations,
      preparations: Math.max(below.preparations, isPrepared(s) ? times : 0),
      rows: rows(s),
    }
    known.set(s, own)
    for (const [extent, rule] of rules)
      if (own[extent] > limits[extent]) return { path: '', rule: rule(limits[extent]), got: String(own[extent]) }
    if ((s._tag === 'Loop' || s._tag === 'Fold') && isUnrolled(s)) {
      unrolled += terms(s)
      if (unrolled > limits.unrolled) return { path: '', rule: unrolling, got: 'more' }
    }
    const nested = nesting(s)
    return nested > limits.derivatives
      ? { path: '', rule: `derivatives may nest at most ${limits.derivatives} deep`, got: String(nested) }
      : tooMany(s)
  }
}
