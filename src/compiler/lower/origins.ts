import {
  batchesIn,
  bindersOf,
  bottomUp,
  childrenOf,
  decidesMemory,
  freeVariables,
  isBinder,
  isRandom,
  type Syntax,
  type SyntaxOf,
  scopesRun,
  topDown,
  type Variable,
} from '../../dsl/index.ts'

/** Where a variable that stands for examples or a memory comes from: a binder, or what the event is given. */
export type Origin =
  /** One of the batches that the event comes with. */
  | { readonly _tag: 'Event'; readonly batch: string }
  | {
      readonly _tag: 'Slot'
      readonly slot: string
      readonly capacity: number
      readonly pastTasks: number
      readonly ofTasks: boolean
      readonly scored: boolean
    }
  | { readonly _tag: 'Sample'; readonly batch: Syntax; readonly index: Variable; readonly size: number }
  /** A memory that a loop carries: before each iteration, or (along its trajectory) after it. */
  | {
      readonly _tag: 'Carried'
      readonly loop: SyntaxOf<'Loop'>
      readonly position: number
      readonly when: 'before' | 'after'
    }
  | { readonly _tag: 'PastTask'; readonly over: Syntax; readonly index: Variable }

/** Whether a program makes the examples, and is not given them. */
export const isMade = (origin: Origin | undefined): boolean => origin !== undefined && origin._tag !== 'Event'

/** The origin of every variable of some terms that stands for examples or a memory; `given` are those of the event. */
export const originsOf = (
  roots: readonly Syntax[],
  given: Iterable<readonly [Variable, Origin]>,
): ReadonlyMap<Variable, Origin> => {
  const origins = new Map<Variable, Origin>(given)
  const carriedBy = (loop: SyntaxOf<'Loop'>, bound: readonly Variable[], when: 'before' | 'after'): void =>
    bound.forEach((variable, position) => {
      if (variable.kind._tag === 'Memory') origins.set(variable, { _tag: 'Carried', loop, position, when })
    })
  for (const s of topDown(roots, childrenOf)) {
    if (s._tag === 'Loop') {
      if (s.sample !== undefined && typeof s.times !== 'number')
        origins.set(s.sample, { _tag: 'Sample', batch: s.times.samplesOf, index: s.index, size: s.times.size })
      carriedBy(s, s.bound, 'before')
    }
    if (s._tag === 'Along' && s.loop._tag === 'Loop') carriedBy(s.loop, s.bound, 'after')
    if (s._tag === 'Expectation')
      origins.set(s.sample, { _tag: 'Sample', batch: s.batch, index: s.index, size: s.size })
    if (s._tag === 'MapTasks' || s._tag === 'Fold')
      for (const variable of s._tag === 'Fold' ? s.element : s.bound)
        if (variable.kind._tag === 'Batch') origins.set(variable, { _tag: 'PastTask', over: s.over, index: s.index })
  }
  return origins
}

/** What the examples or the memory of a variable are made from, and the counter that they are read by. */
const behind = (
  origin: Origin | undefined,
): { readonly terms: readonly Syntax[]; readonly by: readonly Variable[] } => {
  switch (origin?._tag) {
    case 'Sample':
      return { terms: [origin.batch], by: [origin.index] }
    case 'PastTask':
      return { terms: [origin.over], by: [origin.index] }
    case 'Carried':
      return {
        terms: [origin.loop.initial[origin.position]!, origin.loop.next[origin.position]!],
        by: [origin.loop.index],
      }
    default:
      return { terms: [], by: [] }
  }
}

const none: ReadonlySet<Variable> = new Set()

const ownCounter = (s: Syntax): Variable | undefined =>
  s._tag === 'Loop' || s._tag === 'Expectation' || s._tag === 'MapTasks' || s._tag === 'Fold' ? s.index : undefined

/** The loop counter on whose iterations a variable depends that a loop binds. */
const countersOfBound = (roots: readonly Syntax[]): ReadonlyMap<Variable, Variable> => {
  const counters = new Map<Variable, Variable>()
  for (const s of topDown(roots, childrenOf)) {
    if (s._tag === 'Along' && s.loop._tag === 'Loop') for (const v of s.bound) counters.set(v, s.loop.index)
    const index = ownCounter(s)
    if (index !== undefined && isBinder(s)) for (const v of bindersOf(s)) counters.set(v, index)
  }
  return counters
}

/**
 * The loop counters, bound outside of a term, on which its examples depend. A memory that a loop carries depends on itself, so these
 * are the least sets that hold what each term needs: terms are gone through until none grows.
 */
export const countersOf = (
  roots: readonly Syntax[],
  origins: ReadonlyMap<Variable, Origin>,
  freeIn: (s: Syntax) => ReadonlySet<Variable> = freeVariables(scopesRun),
): ((s: Syntax) => ReadonlySet<Variable>) => {
  const bound = countersOfBound(roots)
  /** Where computed numbers decide, whatever they are computed from counts. */
  const deciding = (s: Syntax): readonly Variable[] =>
    decidesMemory(s) && s._tag !== 'Push' ? [...freeIn(s)].flatMap((v) => bound.get(v) ?? []) : []
  const known = new Map<Syntax, ReadonlySet<Variable>>()
  const needs = new Map<Syntax, readonly Syntax[]>()
  const needed = (s: Syntax): readonly Syntax[] => needs.get(s) ?? []
  const prepared = (s: Syntax): readonly Syntax[] => {
    const { terms, by } = behind(s._tag === 'Variable' ? origins.get(s) : undefined)
    const own = [...(isRandom(s) ? s.iterations : []), ...by, ...deciding(s)]
    known.set(s, own.length === 0 ? none : new Set(own))
    needs.set(s, [...childrenOf(s), ...terms])
    return needed(s)
  }
  const grown = (s: Syntax): boolean => {
    const so = known.get(s)!
    const own = ownCounter(s)
    let found: Set<Variable> | undefined
    for (const need of needed(s))
      for (const counter of known.get(need)!)
        if (counter !== own && !so.has(counter)) {
          found ??= new Set(so)
          found.add(counter)
        }
    if (found !== undefined) known.set(s, found)
    return found !== undefined
  }
  const settle = (terms: readonly Syntax[]): void => {
    const order = bottomUp(terms, prepared, (s) => known.has(s))
    for (let grows = true; grows; ) grows = order.filter(grown).length > 0
  }
  settle(roots)
  return (s) => {
    // What is made while a program is lowered is made of terms that were gone through.
    if (!known.has(s)) settle([s])
    return known.get(s)!
  }
}

/** The batches that a batch is made of. */
export const batchesOf = (origins: ReadonlyMap<Variable, Origin>): ((s: Syntax) => readonly Syntax[]) =>
  batchesIn((sample) => {
    const origin = origins.get(sample)
    return origin?._tag === 'Sample' ? origin.batch : undefined
  })
