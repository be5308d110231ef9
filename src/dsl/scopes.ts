import { type Field, forEachNode } from './structure.ts'
import type { CombinatorSyntax, LoopSyntax, Syntax, SyntaxOf, Variable } from './syntax.ts'

/** Some terms inside a node, and the variables that the node binds around them. */
export interface Scope {
  readonly bound: readonly Variable[]
  readonly terms: readonly Syntax[]
}

type Named = readonly [name: string, field: Field]

/** The fields of a node by what is around the terms in them, in the order of the table. */
interface Shape {
  readonly open: readonly Named[]
  readonly under: readonly Named[]
  readonly parts: readonly Named[]
  readonly binders: readonly Named[]
  readonly isRandom: boolean
}

const binds = ({ holds }: Field): boolean => holds === 'binder' || holds === 'binder or nothing' || holds === 'binders'

const isUnder = (field: Field): boolean => 'under' in field && field.under.length > 0

const shapes = forEachNode((all): Shape => {
  const those = (are: (field: Field) => boolean): readonly Named[] => all.filter(([, field]) => are(field))
  return {
    open: those(
      (field) => ('under' in field && !isUnder(field)) || field.holds === 'counters' || field.holds === 'times',
    ),
    under: those(isUnder),
    parts: those(({ holds }) => holds === 'parts'),
    binders: those(binds),
    isRandom: all.some(([, { holds }]) => holds === 'counters'),
  }
})

const fieldOf = (s: Syntax, name: string): unknown => (s as unknown as Readonly<Record<string, unknown>>)[name]

/** The terms, or the variables, in a field. */
const within = (s: Syntax, [name, { holds }]: Named): readonly Syntax[] => {
  const value = fieldOf(s, name)
  if (holds === 'times')
    return typeof value === 'number' ? [] : [(value as Exclude<LoopSyntax['times'], number>).samplesOf]
  return value === undefined ? [] : Array.isArray(value) ? value : [value as Syntax]
}

const boundAround = (s: Syntax, field: Field): readonly Variable[] => {
  if (!('under' in field)) return []
  const loop = 'within' in field && field.within !== undefined ? (fieldOf(s, field.within) as Syntax) : undefined
  const own = field.under.flatMap((name) => (fieldOf(s, name) as Variable | readonly Variable[] | undefined) ?? [])
  return loop?._tag === 'Loop' ? [loop.index, ...own] : own
}

const printed = (parts: CombinatorSyntax['parts']): readonly Scope[] =>
  Object.values(parts).flatMap((part): readonly Scope[] => {
    if (typeof part === 'number') return []
    return part._tag === 'Lambda' ? [{ bound: part.bound, terms: [part.body] }] : [{ bound: [], terms: [part] }]
  })

/** What a node says and what is run of it, by the variables bound around it. Parts of a combinator are for printing: its definition counts. */
export const scopesRun = (s: Syntax): readonly Scope[] => {
  const { open, under } = shapes[s._tag]
  const scopes: Scope[] = []
  if (open.length > 0)
    scopes.push({ bound: [], terms: open.length === 1 ? within(s, open[0]!) : open.flatMap((of) => within(s, of)) })
  for (const field of under) scopes.push({ bound: boundAround(s, field[1]), terms: within(s, field) })
  return scopes
}

/** Everything that a node mentions, parts of combinators included and last, by the variables bound around it. */
export const scopesOf = (s: Syntax): readonly Scope[] => {
  const { parts } = shapes[s._tag]
  if (parts.length === 0) return scopesRun(s)
  return [...scopesRun(s), ...parts.flatMap(([name]) => printed(fieldOf(s, name) as CombinatorSyntax['parts']))]
}

const termsOf = (scopes: readonly Scope[]): readonly Syntax[] =>
  scopes.length === 1 ? scopes[0]!.terms : scopes.flatMap(({ terms }) => terms)

/** The terms that a node is made of, those under its binders included, as far as they are run. */
export const childrenOf = (s: Syntax): readonly Syntax[] => termsOf(scopesRun(s))

/** All terms that a node mentions. */
export const mentionsOf = (s: Syntax): readonly Syntax[] => termsOf(scopesOf(s))

/** The variables that a node binds itself. A scope that it opens once more, as `Along` does that of its loop, is not its own. */
export const bindersOf = (s: Syntax): readonly Variable[] => {
  const { binders, parts } = shapes[s._tag]
  if (parts.length > 0) return scopesOf(s).flatMap(({ bound }) => bound)
  return binders.flatMap((field) => within(s, field) as readonly Variable[])
}

/** A node that binds variables, other than those of functions that a combinator was given. */
export type Binder = Extract<Syntax, { readonly bound: readonly Variable[] } | { readonly sample: Variable }>

/** One rule for each node that binds variables. */
export type BinderRules<R> = { readonly [T in Binder['_tag']]: (s: SyntaxOf<T>) => R }

export const isBinder = (s: Syntax): s is Binder => shapes[s._tag].binders.length > 0

export const ofBinder =
  <R>(rules: BinderRules<R>) =>
  (s: Binder): R =>
    (rules[s._tag] as (s: Binder) => R)(s)

/** Whether something is made at random for a node, afresh for each value of the counters around it. */
export const isRandom = (s: Syntax): s is Extract<Syntax, { readonly iterations: readonly Variable[] }> =>
  shapes[s._tag].isRandom
