import type { Syntax, SyntaxOf, Variable } from '../../dsl/index.ts'
import { childrenOf } from './children.ts'

/** Where a variable that stands for examples or a memory comes from. */
export type Origin =
  | { readonly _tag: 'Sample'; readonly batch: Syntax; readonly index: Variable; readonly size: number }
  | { readonly _tag: 'Carried'; readonly loop: SyntaxOf<'Loop'>; readonly position: number }
  | { readonly _tag: 'PastTask'; readonly over: Syntax; readonly index: Variable }

/** The origin of every bound variable of some terms. */
export const originsOf = (roots: readonly Syntax[]): ReadonlyMap<Variable, Origin> => {
  const origins = new Map<Variable, Origin>()
  const seen = new Set<Syntax>()
  const visit = (s: Syntax): void => {
    if (seen.has(s)) return
    seen.add(s)
    if (s._tag === 'Loop') {
      if (s.sample !== undefined && typeof s.times !== 'number')
        origins.set(s.sample, { _tag: 'Sample', batch: s.times.samplesOf, index: s.index, size: s.times.size })
      s.bound.forEach((variable, position) => {
        if (variable.kind._tag === 'Memory') origins.set(variable, { _tag: 'Carried', loop: s, position })
      })
    }
    if (s._tag === 'Expectation')
      origins.set(s.sample, { _tag: 'Sample', batch: s.batch, index: s.index, size: s.size })
    if (s._tag === 'MapTasks')
      for (const variable of s.bound)
        if (variable.kind._tag === 'Batch') origins.set(variable, { _tag: 'PastTask', over: s.over, index: s.index })
    childrenOf(s).forEach(visit)
  }
  roots.forEach(visit)
  return origins
}

/** The loop counters, bound outside of a term, on which its examples depend. */
export const countersOf = (origins: ReadonlyMap<Variable, Origin>): ((s: Syntax) => ReadonlySet<Variable>) => {
  const known = new Map<Syntax, ReadonlySet<Variable>>()
  const none: ReadonlySet<Variable> = new Set()
  const search = (s: Syntax): ReadonlySet<Variable> => {
    const seen = known.get(s)
    if (seen !== undefined) return seen
    known.set(s, none)
    const found = new Set<Variable>(childrenOf(s).flatMap((child) => [...search(child)]))
    const include = (...terms: readonly Syntax[]): void => {
      for (const term of terms) for (const counter of search(term)) found.add(counter)
    }
    if ('iterations' in s) for (const counter of s.iterations) found.add(counter)
    const origin = s._tag === 'Variable' ? origins.get(s) : undefined
    if (origin?._tag === 'Sample') {
      found.add(origin.index)
      include(origin.batch)
    }
    if (origin?._tag === 'PastTask') {
      found.add(origin.index)
      include(origin.over)
    }
    if (origin?._tag === 'Carried') {
      found.add(origin.loop.index)
      include(origin.loop.initial[origin.position]!)
      // The step may mention the variable itself; what it adds are the counters of the loops around, by its own random nodes.
      known.set(s, found)
      include(origin.loop.next[origin.position]!)
    }
    if (s._tag === 'Loop' || s._tag === 'Expectation' || s._tag === 'MapTasks') found.delete(s.index)
    known.set(s, found)
    return found
  }
  return search
}
