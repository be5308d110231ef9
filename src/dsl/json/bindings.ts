import type { Syntax, Variable } from '../syntax.ts'
import { limits } from './limits.ts'
import { scopesOf } from './scopes.ts'
import type { Trouble } from './trouble.ts'

/** Which variables each node mentions that are bound further out, found node by node in the order of a document. */
export interface Bindings {
  /** Takes in the next node; trouble if it binds what is bound already, or lies under too many variables. */
  readonly add: (s: Syntax) => Trouble | undefined
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
  readonly isBound: (variable: Variable) => boolean
}

const none: ReadonlySet<Variable> = new Set()

/** The union; one of the two itself where it holds the other, so that long chains cost nothing. */
const union = (a: ReadonlySet<Variable>, b: ReadonlySet<Variable>): ReadonlySet<Variable> => {
  const [large, small] = a.size < b.size ? [b, a] : [a, b]
  return [...small].every((v) => large.has(v)) ? large : new Set([...large, ...small])
}

const without = (a: ReadonlySet<Variable>, bound: readonly Variable[]): ReadonlySet<Variable> =>
  bound.some((v) => a.has(v)) ? new Set([...a].filter((v) => !bound.includes(v))) : a

const rule = (name: string): string => `a variable must be bound by one node only, and \`${name}\` is bound again`

export const bindings = (): Bindings => {
  const free = new Map<Syntax, ReadonlySet<Variable>>()
  const binder = new Set<Variable>()
  const freeIn = (s: Syntax): ReadonlySet<Variable> => free.get(s) ?? none
  /** What a node binds itself; `Along` opens the scope of its loop once more. */
  const ownOf = (s: Syntax): readonly Variable[] =>
    s._tag === 'Along' ? s.bound : scopesOf(s).flatMap((scope) => scope.bound)
  return {
    freeIn,
    isBound: (variable) => binder.has(variable),
    add: (s) => {
      for (const variable of ownOf(s)) {
        if (binder.has(variable)) return { path: '', rule: rule(variable.name) }
        binder.add(variable)
      }
      const found = scopesOf(s).reduce(
        (so, { bound, terms }) => terms.reduce((sum, term) => union(sum, without(freeIn(term), bound)), so),
        s._tag === 'Variable' ? new Set([s]) : none,
      )
      free.set(s, found)
      return found.size <= limits.variables
        ? undefined
        : {
            path: '',
            rule: `a node may lie under at most ${limits.variables} variables`,
            got: String(found.size),
          }
    },
  }
}
