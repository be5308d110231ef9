import type { Syntax, Variable } from '../syntax.ts'
import { scopesOf } from './scopes.ts'

type Variables = ReadonlySet<Variable>

const none: Variables = new Set()

/** The union; one of the two itself where it holds the other, so that long chains cost nothing. */
const union = (a: Variables, b: Variables): Variables => {
  const [large, small] = a.size < b.size ? [b, a] : [a, b]
  for (const v of small) if (!large.has(v)) return new Set([...large, ...small])
  return large
}

const without = (a: Variables, bound: readonly Variable[]): Variables =>
  bound.some((v) => a.has(v)) ? new Set([...a].filter((v) => !bound.includes(v))) : a

/** The variables that terms mention and that are bound further out; each node is looked at once. */
export const freeVariables = (): ((s: Syntax) => Variables) => {
  const known = new Map<Syntax, Variables>()
  const freeIn = (s: Syntax): Variables => {
    const seen = known.get(s)
    if (seen !== undefined) return seen
    const found = scopesOf(s).reduce(
      (so, { bound, terms }) => terms.reduce((sum, term) => union(sum, without(freeIn(term), bound)), so),
      s._tag === 'Variable' ? new Set([s]) : none,
    )
    known.set(s, found)
    return found
  }
  return freeIn
}
