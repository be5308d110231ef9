import { scopesOf } from '../scopes.ts'
import type { Syntax, Variable } from '../syntax.ts'

/** For each variable that a term mentions under derivatives, within how many of them at most. */
type Nesting = ReadonlyMap<Variable, number>

const none: Nesting = new Map()

const larger = (a: Nesting, b: Nesting): Nesting => {
  if (a.size === 0 || a === b) return b
  if (b.size === 0) return a
  const both = new Map(a)
  for (const [v, n] of b) if (n > (both.get(v) ?? 0)) both.set(v, n)
  return both
}

/** At least `n` for each of the variables. */
const atLeast = (n: number, variables: Iterable<Variable>): Nesting => {
  const all = new Map<Variable, number>()
  if (n > 0) for (const v of variables) all.set(v, n)
  return all
}

const without = (of: Nesting, bound: readonly Variable[]): Nesting => {
  if (!bound.some((v) => of.has(v))) return of
  const rest = new Map(of)
  for (const v of bound) rest.delete(v)
  return rest
}

/**
 * How many derivatives are taken of one another in terms, each taken in after those that it mentions. A derivative at a point that is
 * itself made by derivatives, as in one gradient step after another, is no derivative of them; one that is taken by what the point of
 * another mentions is.
 */
export const derivatives = (freeIn: (s: Syntax) => ReadonlySet<Variable>): ((s: Syntax) => number) => {
  const known = new Map<Syntax, Nesting>()
  return (s) => {
    let found = none
    let most = 0
    for (const { bound, terms } of scopesOf(s)) {
      const inside = terms.reduce((so, term) => larger(so, known.get(term) ?? none), none)
      const through = bound.reduce((n, v) => Math.max(n, inside.get(v) ?? 0), 0)
      const taken = s._tag === 'Gradient'
      if (taken) most = Math.max(most, through + 1)
      found = larger(found, without(inside, bound))
      // A derivative is of what its body mentions and of its point, what goes through a loop of what it starts from: all that is free.
      found = larger(found, atLeast(taken ? through + 1 : through, freeIn(s)))
      found = without(found, bound)
    }
    known.set(s, found)
    return most
  }
}
