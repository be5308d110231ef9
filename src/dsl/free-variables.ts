import { inductive } from './bottom-up.ts'
import { type Scope, scopesOf } from './scopes.ts'
import type { Syntax, Variable } from './syntax.ts'

type Variables = ReadonlySet<Variable>

const none: Variables = new Set()

/** The union; one of the two itself where it holds the other, so that long chains of terms have one set. */
const union = (a: Variables, b: Variables): Variables => {
  if (a === b) return a
  const [large, small] = a.size < b.size ? [b, a] : [a, b]
  for (const v of small) if (!large.has(v)) return new Set([...large, ...small])
  return large
}

const without = (a: Variables, bound: readonly Variable[]): Variables =>
  bound.some((v) => a.has(v)) ? new Set([...a].filter((v) => !bound.includes(v))) : a

/**
 * The variables that terms take from outside of them; each node is looked at once. `scopes` says what of a node is looked at:
 * everything, or what is run.
 */
export const freeVariables = (scopes: (s: Syntax) => readonly Scope[] = scopesOf): ((s: Syntax) => Variables) => {
  const freeIn: (s: Syntax) => Variables = inductive(
    (s) => scopes(s).flatMap(({ terms }) => terms),
    (s) =>
      scopes(s).reduce<Variables>(
        (so, { bound, terms }) => union(so, without(terms.map(freeIn).reduce(union, none), bound)),
        s._tag === 'Variable' ? new Set([s]) : none,
      ),
  )
  return freeIn
}
