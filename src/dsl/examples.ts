import { definitionOf } from './results.ts'
import type { Syntax, SyntaxOf, Variable } from './syntax.ts'

/** The nodes that examples come from. */
export const batchTags = [
  'Variable',
  'Join',
  'Take',
  'Shuffle',
  'Side',
  'Draw',
  'All',
  'Relabel',
  'SoftLabels',
  'WithField',
  'EveryLabel',
] as const
type BatchTag = (typeof batchTags)[number]

/** The nodes that memories come from. */
export const memoryTags = ['Variable', 'Reservoir', 'Ring', 'Push', 'ReplaceAt'] as const
type MemoryTag = (typeof memoryTags)[number]

interface Seen<R> {
  /** Of a combinator and of its results: what they are in smaller terms. */
  readonly Defined: (as: Syntax) => R
  /** Of anything else. */
  readonly Other: (s: Syntax) => R
}

/** A rule for each node that examples come from: who leaves one out does not compile. */
export type BatchRules<R> = { readonly [T in BatchTag]: (s: SyntaxOf<T>) => R } & Seen<R>

/** A rule for each node that memories come from, and for what a loop makes of one that it carries. */
export type MemoryRules<R> = { readonly [T in MemoryTag]: (s: SyntaxOf<T>) => R } & {
  readonly Carried: (loop: SyntaxOf<'Loop'>, position: number) => R
  /** One of two memories. */
  readonly Chosen: (when: SyntaxOf<'When'>, position: number) => R
} & Seen<R>

const chosen = <R>(
  rules: Seen<R> & { readonly [T in BatchTag | MemoryTag]?: (s: SyntaxOf<T>) => R },
  tags: readonly (BatchTag | MemoryTag)[],
  s: Syntax,
): R => {
  const as = definitionOf(s)
  if (as !== undefined) return rules.Defined(as)
  const tag = tags.find((one) => one === s._tag)
  return tag === undefined ? rules.Other(s) : (rules[tag] as (s: Syntax) => R)(s)
}

export const ofBatch =
  <R>(rules: BatchRules<R>) =>
  (s: Syntax): R =>
    chosen<R>(rules, batchTags, s)

export const ofMemory =
  <R>(rules: MemoryRules<R>) =>
  (s: Syntax): R =>
    s._tag === 'Component' && s.of._tag === 'Loop'
      ? rules.Carried(s.of, s.index)
      : s._tag === 'Component' && s.of._tag === 'When'
        ? rules.Chosen(s.of, s.index)
        : chosen<R>(rules, memoryTags, s)

/**
 * The batches that a batch is made of.
 *
 * @param sampled of a variable for a sample of a batch, that batch
 */
export const batchesIn = (sampled: (sample: Variable) => Syntax | undefined): ((s: Syntax) => readonly Syntax[]) => {
  const whole = ({ batch }: { readonly batch: Syntax }): readonly Syntax[] => [batch]
  return ofBatch<readonly Syntax[]>({
    Variable: (s) => {
      const batch = sampled(s)
      return batch === undefined ? [] : [batch]
    },
    Join: ({ first, second }) => [first, second],
    Take: whole,
    Shuffle: whole,
    Side: ({ episodes }) => [episodes],
    Draw: () => [],
    All: () => [],
    Relabel: whole,
    SoftLabels: whole,
    WithField: whole,
    EveryLabel: whole,
    Defined: (as) => [as],
    Other: () => [],
  })
}

/** Whether the labels of a batch are made by the program, on the device. */
export const makesLabels = ({ _tag }: Syntax): boolean =>
  _tag === 'Relabel' || _tag === 'SoftLabels' || _tag === 'EveryLabel'

/** The batch whose examples a batch has, one by one: the same with other labels, or with more beside them. What rows are of. */
export const examplesIn = (batch: Syntax): Syntax => {
  let of = batch
  for (;;) {
    const as = definitionOf(of)
    if (as !== undefined) of = as
    else if (of._tag === 'Relabel' || of._tag === 'SoftLabels' || of._tag === 'WithField') of = of.batch
    else return of
  }
}
