import type * as t from 'io-ts'
import { fields, list, optional, record, unlessLeftOut } from './json/composite.ts'
import { fieldWidths } from './json/field-widths.ts'
import { notation } from './json/notation.ts'
import { literalOf, name, number, positiveWhole, text, truth, whole } from './json/plain-values.ts'
import { modes } from './mode.ts'
import {
  binaryOperators,
  type CombinatorSyntax,
  type Counting,
  comparisons,
  distributions,
  type Kind,
  type LoopSyntax,
  measures,
  type Syntax,
  type SyntaxOf,
  sides,
  sidesOfLayers,
  type Tag,
  unaryOperators,
  type Variable,
} from './syntax.ts'

type Codec<A> = t.Type<A, unknown, unknown>

/** A term, or several; `under` are the fields, among `F`, of the variables that the node binds around it. */
interface Term<F> {
  readonly holds: 'term'
  readonly under: readonly F[]
  /** The field of a loop whose counter is bound around the term as well. */
  readonly within?: F
}
interface Terms<F> {
  readonly holds: 'terms'
  readonly under: readonly F[]
}
/** A variable that the node binds; one that may be left out. */
interface Binder {
  readonly holds: 'binder' | 'binder or nothing'
}
interface Binders {
  readonly holds: 'binders'
}
/** The counters of the loops around a random node. */
interface Counters {
  readonly holds: 'counters'
}
interface Times {
  readonly holds: 'times'
}
/** A kind: that of rows names the batch that they are of. */
interface OfKind {
  readonly holds: 'kind'
}
/** What a combinator was given: to print, and not to run. */
interface Parts {
  readonly holds: 'parts'
}
/** Anything else: neither a term nor a variable. */
interface Plain<A> {
  readonly holds: 'plain'
  readonly codec: Codec<A>
  /** Whether it says how many of something are there at once. */
  readonly isSize: boolean
}

interface AnyPlain {
  readonly holds: 'plain'
  readonly codec: t.Mixed
  readonly isSize: boolean
}

export type Field = Term<string> | Terms<string> | Binder | Binders | Counters | Times | OfKind | Parts | AnyPlain

type Is<A, B> = [A] extends [B] ? true : false

/** What may be said of a field: its type decides it, but for the variables that random nodes name and don't bind. */
type FieldOf<A, F> =
  Is<A, Variable | undefined> extends true
    ? Binder
    : Is<A, Syntax> extends true
      ? Term<F>
      : Is<A, readonly Variable[]> extends true
        ? Binders | Counters
        : Is<A, readonly Syntax[]> extends true
          ? Terms<F>
          : Is<LoopSyntax['times'], A> extends true
            ? Times
            : Is<A, Kind> extends true
              ? OfKind
              : Is<A, CombinatorSyntax['parts']> extends true
                ? Parts
                : Plain<A>

/** What is written of a node: no number of a variable and nothing that tells draws apart; a decoded program has its own. */
export type Written<T extends Tag> = {
  readonly [F in Exclude<keyof SyntaxOf<T>, '_tag' | 'id' | 'place'>]: SyntaxOf<T>[F]
}

export type Structure = {
  readonly [T in Tag]: { readonly [F in keyof Written<T>]-?: FieldOf<Written<T>[F], keyof Written<T>> }
}

const term: Term<never> = { holds: 'term', under: [] }
const terms: Terms<never> = { holds: 'terms', under: [] }
const binder: Binder = { holds: 'binder' }
const binders: Binders = { holds: 'binders' }
const counters: Counters = { holds: 'counters' }
const plain = <A>(codec: Codec<A>): Plain<A> => ({ holds: 'plain', codec, isSize: false })
const size = (codec: Codec<number>): Plain<number> => ({ ...plain(codec), isSize: true })
const oneOf = <const A extends string>(...values: readonly A[]): Plain<A> => plain(literalOf(...values))
const under = <const F extends string>(...fields: readonly F[]): { readonly under: readonly F[] } => ({ under: fields })

const names = plain(list(name))
const mode = plain(unlessLeftOut(literalOf(...modes), 'learning'))

/** Which of a node's numbers are options, by their fields. */
const counts = (...numbers: readonly string[]): Plain<Counting['counts']> =>
  plain(
    optional(
      fields<Record<string, string | undefined>>(
        'counts',
        Object.fromEntries(numbers.map((of) => [of, optional(name)])),
      ),
    ) as Codec<Counting['counts']>,
  )

/**
 * What every node of the language is made of: its terms and the variables that it binds around them, its plain fields. Whatever goes
 * through programs follows from this table: scopes, rebuilding, what a document looks like and in which order its nodes are
 * numbered (that of the fields).
 */
export const structure: Structure = {
  Variable: { name: plain(text), kind: { holds: 'kind' }, symbol: plain(optional(text)) },
  Option: { name: plain(name) },
  Literal: { value: plain(number), counts: counts('value') },
  Unary: { operator: oneOf(...unaryOperators), of: term },
  Binary: { operator: oneOf(...binaryOperators), left: term, right: term },
  Compare: { operator: oneOf(...comparisons), left: term, right: term },
  Select: { condition: term, then: term, otherwise: term },
  Like: { of: term, value: term },
  Reduce: { operator: oneOf('sum', 'mean', 'maximum'), of: term },
  Only: { of: term, groups: names },
  PerOutput: { of: term, like: term, groups: names },
  PerTensor: { operator: oneOf('sum', 'mean'), of: term },
  OnTensors: { of: term, like: term },
  KroneckerFactors: { parameters: term, batch: term, mode },
  KroneckerIdentity: { of: term },
  KroneckerProduct: { factors: term, of: term },
  Copies: { of: term, count: size(positiveWhole), counts: counts('count') },
  CopyAt: { of: term, index: term },
  Reinitialise: { of: term, groups: names, iterations: counters },
  Apply: { network: plain(name), parameters: term, to: term, grid: size(whole), counts: counts('grid') },
  Coordinates: { network: plain(name), count: size(positiveWhole), iterations: counters, counts: counts('count') },
  Noise: { distribution: oneOf(...distributions), like: term, iterations: counters },
  Pick: { of: term, coordinates: term },
  Measure: { measure: oneOf(...measures), parameters: term, batch: term, mode },
  Outputs: { parameters: term, batch: term, mode },
  Features: { parameters: term, batch: term, layer: plain(name), side: oneOf(...sidesOfLayers), mode },
  Onward: { rows: term, parameters: term, batch: term, mode },
  FieldOf: { batch: term, field: plain(name) },
  Columns: { of: term, down: plain(optional(truth)) },
  AlongRow: { operator: oneOf('sum', 'mean', 'maximum'), of: term },
  OverBatch: { operator: oneOf('sum', 'mean'), batch: term, of: term },
  OuterProducts: { operator: oneOf('sum', 'mean'), batch: term, left: term, right: term },
  Matrix: { rows: plain(name), columns: plain(name) },
  RowsTimes: { of: term, matrix: term, transposed: plain(truth) },
  Gradient: { bound: binders, body: { ...term, ...under('bound') }, at: terms },
  FirstOrder: { of: term },
  Loop: {
    times: { holds: 'times' },
    index: binder,
    sample: { holds: 'binder or nothing' },
    bound: binders,
    initial: terms,
    next: { ...terms, ...under('index', 'sample', 'bound') },
    counts: counts('times', 'size'),
  },
  Along: {
    operator: oneOf('sum', 'mean'),
    loop: term,
    bound: binders,
    body: { ...term, ...under('bound'), within: 'loop' },
  },
  Expectation: {
    batch: term,
    size: size(positiveWhole),
    sample: binder,
    index: binder,
    body: { ...terms, ...under('sample', 'index') },
    counts: counts('size'),
  },
  Component: { of: term, index: plain(whole) },
  Join: { first: term, second: term },
  Take: { batch: term, from: size(whole), size: size(whole), counts: counts('from', 'size') },
  Shuffle: { batch: term, iterations: counters },
  Side: { episodes: term, side: oneOf(...sides) },
  Draw: { memory: term, count: size(whole), replacement: plain(truth), iterations: counters, counts: counts('count') },
  All: { memory: term },
  Relabel: { batch: term, parameters: term, mode, iterations: counters },
  SoftLabels: { batch: term, parameters: term, mode },
  WithField: { batch: term, name: plain(name), rows: term },
  EveryLabel: { batch: term },
  Place: { shuffle: term, example: size(whole) },
  Reservoir: {
    capacity: plain(whole),
    inclusive: plain(truth),
    latest: plain(optional(truth)),
    balanced: plain(optional(truth)),
    fields: plain(optional(fieldWidths)),
    scored: plain(optional(truth)),
    perClass: plain(optional(positiveWhole)),
    counts: counts('capacity', 'perClass'),
  },
  Ring: { capacity: size(whole), counts: counts('capacity') },
  Push: { memory: term, batch: term, iterations: counters },
  ReplaceAt: { memory: term, at: term, accept: term, entry: term },
  EmptyList: { names, elements: terms, symbols: plain(optional(record(text))) },
  Append: { list: term, values: terms },
  MapTasks: { over: term, bound: binders, index: binder, names, body: { ...terms, ...under('index', 'bound') } },
  Fold: {
    over: term,
    element: binders,
    index: binder,
    bound: binders,
    initial: terms,
    next: { ...terms, ...under('element', 'index', 'bound') },
  },
  Total: { operator: oneOf('sum', 'mean'), list: term },
  ConeProjection: { constraints: term, gradient: term, margin: term, ridge: term },
  When: { condition: term, then: terms, otherwise: terms },
  Combinator: {
    name: plain(name),
    parts: { holds: 'parts' },
    definition: terms,
    counts: plain(optional(record(name))),
    notation: plain(optional(notation)),
  },
}

/** A value for each node of the language, made of its fields. */
export const forEachNode = <A>(
  made: (fields: readonly (readonly [string, Field])[], tag: Tag) => A,
): Readonly<Record<Tag, A>> =>
  Object.fromEntries(
    Object.entries(structure).map(([tag, fields]) => [tag, made(Object.entries<Field>(fields), tag as Tag)]),
  ) as Readonly<Record<Tag, A>>

/** The tags of the language, in the order of the table. */
export const tags = Object.keys(structure) as readonly Tag[]

export const isTag = (u: unknown): u is Tag => typeof u === 'string' && Object.hasOwn(structure, u)
