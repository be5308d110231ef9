import { bottomUp, type Syntax, type SyntaxOf, topDown, type Variable } from '../../dsl/index.ts'
import { childrenOf } from './children.ts'

/** Where a variable that stands for examples or a memory comes from. */
export type Origin =
  | { readonly _tag: 'Sample'; readonly batch: Syntax; readonly index: Variable; readonly size: number }
  | { readonly _tag: 'Carried'; readonly loop: SyntaxOf<'Loop'>; readonly position: number }
  | { readonly _tag: 'PastTask'; readonly over: Syntax; readonly index: Variable }

/** The origin of every bound variable of some terms. */
export const originsOf = (roots: readonly Syntax[]): ReadonlyMap<Variable, Origin> => {
  const origins = new Map<Variable, Origin>()
  for (const s of topDown(roots, childrenOf)) {
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
  }
  return origins
}

/** The loop counters, bound outside of a term, on which its examples depend. */
export const countersOf = (origins: ReadonlyMap<Variable, Origin>): ((s: Syntax) => ReadonlySet<Variable>) => {
  const known = new Map<Syntax, ReadonlySet<Variable>>()
  const none: ReadonlySet<Variable> = new Set()
  const search = (s: Syntax): ReadonlySet<Variable> => {
    if (!known.has(s))
      for (const one of bottomUp([s], childrenOf, (node) => known.has(node))) {
        known.set(one, none)
        known.set(one, found(one))
      }
    return known.get(s)!
  }
  /** The union of what is known of some terms; one of the sets itself where it holds the others. */
  const united = (terms: readonly Syntax[]): ReadonlySet<Variable> =>
    terms.map(search).reduce((a, b) => {
      const [large, small] = a.size < b.size ? [b, a] : [a, b]
      return [...small].every((v) => large.has(v)) ? large : new Set([...large, ...small])
    }, none)

  const found = (s: Syntax): ReadonlySet<Variable> => {
    const below = united(childrenOf(s))
    const own = 'iterations' in s ? s.iterations : []
    const origin = s._tag === 'Variable' ? origins.get(s) : undefined
    if (origin?._tag === 'Carried') {
      const { loop, position } = origin
      const start = new Set([...below, loop.index, ...search(loop.initial[position]!)])
      // The step may mention the variable itself; what it adds are the counters of the loops around, by its own random nodes.
      known.set(s, start)
      return new Set([...start, ...search(loop.next[position]!)])
    }
    if (origin?._tag === 'Sample') return new Set([...below, origin.index, ...search(origin.batch)])
    if (origin?._tag === 'PastTask') return new Set([...below, origin.index, ...search(origin.over)])
    const all = own.every((counter) => below.has(counter)) ? below : new Set([...below, ...own])
    const bound = s._tag === 'Loop' || s._tag === 'Expectation' || s._tag === 'MapTasks' ? s.index : undefined
    return bound !== undefined && all.has(bound) ? new Set([...all].filter((counter) => counter !== bound)) : all
  }
  return search
}
