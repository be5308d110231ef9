import type { Kind, Syntax, Variable } from './syntax.ts'

declare const denotes: unique symbol
// The kinds that are mistaken for each other most have a phantom each, so that the type checker names the one that is missing.
declare const scalar: unique symbol
declare const parameters: unique symbol
declare const rows: unique symbol
declare const held: unique symbol

/**
 * A piece of syntax together with what it denotes. The phantom is not optional and is invariant, so that terms of
 * different kinds, or parameters of different networks, truly refuse each other.
 */
export type Term<K> = Syntax & { readonly [denotes]: (kind: K) => K }

/** A real number. */
export type Scalar = Syntax & { readonly [scalar]: true }
/** The result of a comparison: one truth value, or one a coordinate. */
export type Condition<K = 'scalar'> = Term<readonly ['condition', K]>
/** A vector shaped like the parameters of network `N`; by default the learner's own. */
export type Params<N extends string = 'learner'> = Syntax & { readonly [parameters]: (network: N) => N }
/** How wide rows are, to the type checker: a number, a name, or `examples` for one number an example of a batch. */
export type RowWidth = number | string
/** A row of numbers for each example of a batch. That two are of one batch is judged when a program is compiled. */
export type Rows<W extends RowWidth = 'outputs'> = Syntax & { readonly [rows]: (width: W) => W }
/** Labelled examples: inputs, labels, weights. */
export type Batch = Term<'batch'>
/** Few-shot tasks, each with examples to adapt to (support) and examples to be judged by (query). */
export type Episodes = Term<'episodes'>
/** How often something is done, as far as an event says it: known before anything runs, as a count. */
export type Steps = Term<'steps'>
/** A bounded memory of examples. A reservoir is one uniform sample; a ring keeps the last examples of each task. */
export type Memory<M extends 'reservoir' | 'ring' = 'reservoir'> = Term<readonly ['memory', M]>
/** That a batch or a memory has rows beside its examples, by the names of their fields, so wide. */
export interface Holding<F> {
  readonly [held]: F
}
/** The fields beside the examples of a batch or a memory. */
export type FieldsOf<T> = T extends Holding<infer F> ? F : unknown
/** Examples with all that a memory keeps beside its own. */
export type BatchOf<M> = [M] extends [never] ? Batch : M extends Holding<infer F> ? Batch & Holding<F> : Batch
/** One element a past task. */
export type List<E> = Term<readonly ['list', E]>

/** A node under the type that its constructor declares for it; the one place where syntax is given a phantom. */
export const built = (syntax: Syntax): never => syntax as never

/** What a step acts on: one value, or a record of slots. */
export type Structure = Syntax | { readonly [slot: string]: Syntax }

export const isTerm = (value: Structure): value is Syntax => typeof value._tag === 'string'

export const leavesOf = (value: Structure): readonly Syntax[] => (isTerm(value) ? [value] : Object.values(value))

/**
 * The leaves of `value` in the order of `like`. A slot that `like` has not comes last, so that the judge sees one too many; one that
 * `value` leaves out is missing.
 */
export const leavesInOrderOf = (like: Structure, value: Structure): readonly Syntax[] => {
  if (isTerm(like) || isTerm(value)) return leavesOf(value)
  const names = [...Object.keys(like), ...Object.keys(value).filter((name) => !Object.hasOwn(like, name))]
  return names.flatMap((name) => value[name] ?? [])
}

/** The same of what a step makes of a state: a slot that it leaves out stays. */
export const leavesAfter = (state: Structure, next: Structure): readonly Syntax[] =>
  leavesInOrderOf(state, isTerm(state) || isTerm(next) ? next : { ...state, ...next })

export const namesOf = (value: Structure): readonly string[] => (isTerm(value) ? [] : Object.keys(value))

/** A value of the same structure with other leaves, in the order of `leavesOf`. */
export const withLeaves = <S extends Structure>(like: S, leaves: readonly Syntax[]): S =>
  (isTerm(like) ? leaves[0] : Object.fromEntries(Object.keys(like).map((name, i) => [name, leaves[i]]))) as S

/** The components of a node with several results, in the structure of `like`. */
export const componentsOf = <S extends Structure>(of: Syntax, like: S): S =>
  withLeaves(
    like,
    leavesOf(like).map((_, index): Syntax => ({ _tag: 'Component', of, index })),
  )

export const scalarKind: Kind = { _tag: 'Scalar' }
/** A vector of so many coordinates: it meets no vector of another length. */
export const coordinatesKind = (count: number): Kind => ({ _tag: 'Params', network: `${count} coordinates` })

/** How many coordinates a value of a kind is of; nothing, unless it is of drawn ones. */
export const coordinatesIn = (kind: Kind): number | undefined => {
  const count = kind._tag === 'Params' ? /^(\d+) coordinates$/.exec(kind.network)?.[1] : undefined
  return count === undefined ? undefined : Number(count)
}
export const batchKind: Kind = { _tag: 'Batch' }
export const episodesKind: Kind = { _tag: 'Episodes' }
export const stepsKind: Kind = { _tag: 'Steps' }

let issued = 0

export const fresh = (name: string, kind: Kind, symbol?: string): Variable => {
  issued += 1
  return { _tag: 'Variable', id: issued, name, kind, ...(symbol === undefined ? {} : { symbol }) }
}

/** A number that tells this random node from every other. */
export const freshPlace = (): number => {
  issued += 1
  return issued
}

// The counters of the loops whose bodies are being built: a binder is a function called once, so construction nests as scopes do.
let enclosing: readonly Variable[] = []

export const enclosingLoops = (): readonly Variable[] => enclosing

/** Builds the body of a loop: randomness inside is fresh for each value of `counter`. */
export const insideLoop = <A>(counter: Variable, body: () => A): A => {
  const outside = enclosing
  enclosing = [...outside, counter]
  try {
    return body()
  } finally {
    enclosing = outside
  }
}
