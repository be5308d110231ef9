import { inductive } from './bottom-up.ts'
import { type Scope, scopesOf, termsOf } from './scopes.ts'
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
    (s) => termsOf(scopes(s)),
    (s) => {
      let free: Variables = s._tag === 'Variable' ? new Set([s]) : none
      for (const { bound, terms } of scopes(s)) {
        const inside = terms.reduce((so, term) => union(so, freeIn(term)), none)
        free = union(free, bound.length === 0 ? inside : without(inside, bound))
      }
      return free
    },
  )
  return freeIn
}
