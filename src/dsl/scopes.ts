import { type Field, forEachNode } from './structure.ts'
import type { CombinatorSyntax, Kind, LoopSyntax, Syntax, SyntaxOf, Variable } from './syntax.ts'
import { batchesNamed } from './width.ts'

/** Some terms inside a node, and the variables that the node binds around them. */
export interface Scope {
  readonly bound: readonly Variable[]
  readonly terms: readonly Syntax[]
}

/** Adds what a field of a node holds to a list: walks are taken often. */
type Reader = (s: Syntax, into: Syntax[]) => void

type Fields = Readonly<Record<string, unknown>>

const readers: { readonly [H in Exclude<Field['holds'], 'plain' | 'parts'>]: (name: string) => Reader } = (() => {
  const one =
    (name: string): Reader =>
    (s, into) => {
      into.push((s as unknown as Fields)[name] as Syntax)
    }
  const many =
    (name: string): Reader =>
    (s, into) => {
      for (const of of (s as unknown as Fields)[name] as readonly Syntax[]) into.push(of)
    }
  return {
    term: one,
    terms: many,
    binder: one,
    'binder or nothing':
      (name): Reader =>
      (s, into) => {
        const of = (s as unknown as Fields)[name]
        if (of !== undefined) into.push(of as Variable)
      },
    binders: many,
    counters: many,
    kind:
      (name): Reader =>
      (s, into) => {
        for (const batch of batchesNamed((s as unknown as Fields)[name] as Kind)) into.push(batch)
      },
    times:
      (name): Reader =>
      (s, into) => {
        const of = (s as unknown as Fields)[name] as LoopSyntax['times']
        if (typeof of !== 'number') into.push(of.samplesOf)
      },
  }
})()

/** The counter of a loop, whose scope a node opens once more. */
const counterOf =
  (name: string): Reader =>
  (s, into) => {
    const loop = (s as unknown as Fields)[name] as Syntax
    if (loop._tag === 'Loop') into.push(loop.index)
  }

/** How the terms and the variables of a node are found, in the order of the table. */
interface Shape {
  readonly open: readonly Reader[]
  readonly under: readonly { readonly bound: readonly Reader[]; readonly terms: Reader }[]
  readonly parts: readonly string[]
  readonly binders: readonly Reader[]
  readonly isRandom: boolean
}

const shapes = forEachNode((all): Shape => {
  const fields = new Map(all)
  const readerOf = (name: string): readonly Reader[] => {
    const { holds } = fields.get(name)!
    return holds === 'plain' || holds === 'parts' ? [] : [readers[holds](name)]
  }
  const those = (are: (field: Field) => boolean): readonly Reader[] =>
    all.flatMap(([name, field]) => (are(field) ? readerOf(name) : []))
  return {
    open: those(
      (field) =>
        field.holds === 'counters' ||
        field.holds === 'times' ||
        field.holds === 'kind' ||
        ('under' in field && field.under.length === 0),
    ),
    under: all.flatMap(([name, field]) =>
      'under' in field && field.under.length > 0
        ? readerOf(name).map((terms) => ({
            bound: [
              ...('within' in field && field.within !== undefined ? [counterOf(field.within)] : []),
              ...field.under.flatMap(readerOf),
            ],
            terms,
          }))
        : [],
    ),
    parts: all.flatMap(([name, { holds }]) => (holds === 'parts' ? [name] : [])),
    binders: those(({ holds }) => holds === 'binder' || holds === 'binder or nothing' || holds === 'binders'),
    isRandom: all.some(([, { holds }]) => holds === 'counters'),
  }
})

const read = (s: Syntax, all: readonly Reader[]): readonly Syntax[] => {
  const found: Syntax[] = []
  for (const reader of all) reader(s, found)
  return found
}

const none: readonly Variable[] = []

const printed = (parts: CombinatorSyntax['parts']): readonly Scope[] =>
  Object.values(parts).flatMap((part): readonly Scope[] => {
    if (typeof part === 'number') return []
    return part._tag === 'Lambda' ? [{ bound: part.bound, terms: [part.body] }] : [{ bound: [], terms: [part] }]
  })

/** What of a node is run, by the variables bound around it. Parts of a combinator are for printing: its definition counts. */
export const scopesRun = (s: Syntax): readonly Scope[] => {
  const { open, under } = shapes[s._tag]
  const scopes: Scope[] = []
  if (open.length > 0) scopes.push({ bound: none, terms: read(s, open) })
  for (const { bound, terms } of under)
    scopes.push({ bound: read(s, bound) as readonly Variable[], terms: read(s, [terms]) })
  return scopes
}

/** Everything that a node mentions, parts of combinators included and last, by the variables bound around it. */
export const scopesOf = (s: Syntax): readonly Scope[] => {
  const { parts } = shapes[s._tag]
  if (parts.length === 0) return scopesRun(s)
  const scopes = [...scopesRun(s)]
  for (const name of parts) scopes.push(...printed((s as unknown as Fields)[name] as CombinatorSyntax['parts']))
  return scopes
}

/** The terms of all scopes of a node. */
export const termsOf = (scopes: readonly Scope[]): readonly Syntax[] =>
  scopes.length === 1 ? scopes[0]!.terms : scopes.flatMap(({ terms }) => terms)

/** The terms that a node is made of, those under its binders included, as far as they are run. */
export const childrenOf = (s: Syntax): readonly Syntax[] => termsOf(scopesRun(s))

/** All terms that a node mentions. */
export const mentionsOf = (s: Syntax): readonly Syntax[] => termsOf(scopesOf(s))

/** The variables that a node binds itself. A scope that it opens once more, as `Along` does that of its loop, is not its own. */
export const bindersOf = (s: Syntax): readonly Variable[] => {
  const { binders, parts } = shapes[s._tag]
  if (parts.length > 0) return scopesOf(s).flatMap(({ bound }) => bound)
  return read(s, binders) as readonly Variable[]
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
