import { inductive } from './bottom-up.ts'
import { definitionOf } from './results.ts'
import { childrenOf } from './scopes.ts'
import type { Syntax, SyntaxOf } from './syntax.ts'

/** A node that carries values from one turn to the next. */
export type Carrying = SyntaxOf<'Loop' | 'Fold'>

/** How long a list is: so many elements more than one of which nothing more is said, or than none. */
interface Length {
  readonly of: Syntax | undefined
  readonly more: number
}

/** The nodes that lists come from. */
const listTags = ['Variable', 'EmptyList', 'Append', 'MapTasks'] as const
type ListTag = (typeof listTags)[number]

/** One rule for each node that lists come from, and for what a loop makes of one that it carries. */
export type ListRules<R> = { readonly [T in ListTag]: (s: SyntaxOf<T>) => R } & {
  readonly Carried: (by: Carrying, position: number, s: Syntax) => R
  /** Of a combinator and of its results: what they are in smaller terms. */
  readonly Defined: (as: Syntax) => R
  /** Of anything else: a memory, that `mapTasks` goes through. */
  readonly Other: (s: Syntax) => R
}

export const ofList =
  <R>(rules: ListRules<R>) =>
  (s: Syntax): R => {
    const as = definitionOf(s)
    if (as !== undefined) return rules.Defined(as)
    if (s._tag === 'Component' && (s.of._tag === 'Loop' || s.of._tag === 'Fold')) return rules.Carried(s.of, s.index, s)
    const tag = listTags.find((one) => one === s._tag)
    return tag === undefined ? rules.Other(s) : (rules[tag] as (s: Syntax) => R)(s)
  }

const unknown = (s: Syntax): Length => ({ of: s, more: 0 })

const lengthOf: (s: Syntax) => Length = inductive(
  childrenOf,
  ofList<Length>({
    Variable: unknown,
    EmptyList: () => ({ of: undefined, more: 0 }),
    Append: ({ list }) => {
      const { of, more } = lengthOf(list)
      return { of, more: more + 1 }
    },
    MapTasks: ({ over }) => lengthOf(over),
    Carried: (by, position, s) => (keepsLengths(by) ? lengthOf(by.initial[position]!) : unknown(s)),
    Defined: (as) => lengthOf(as),
    Other: unknown,
  }),
  new WeakMap(),
)

/**
 * Whether each list that a node carries is as long after a turn as before it, whatever it starts as: it is made of itself, by `mapTasks`
 * or not at all. Only then is a loop one body that runs again and again.
 */
export const keepsLengths = ({ bound, next }: Pick<Carrying, 'bound' | 'next'>): boolean =>
  bound.every((variable, i) => {
    if (variable.kind._tag !== 'List') return true
    const { of, more } = next[i] === undefined ? unknown(variable) : lengthOf(next[i])
    return of === variable && more === 0
  })
