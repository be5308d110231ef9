import type { Syntax, SyntaxOf } from './syntax.ts'

/** A node with several results, which are read through `Component`. */
export type Several = SyntaxOf<'Gradient' | 'Loop' | 'Fold' | 'Expectation' | 'When'>

/** One rule for each node with several results. */
export type SeveralRules<R> = { readonly [T in Several['_tag']]: (s: SyntaxOf<T>) => R }

/** The terms that the results are like. */
const like: SeveralRules<readonly Syntax[]> = {
  Gradient: ({ at }) => at,
  Loop: ({ bound }) => bound,
  Fold: ({ bound }) => bound,
  Expectation: ({ body }) => body,
  When: ({ then }) => then,
}

export const hasSeveral = (s: Syntax): s is Several => Object.hasOwn(like, s._tag)

export const ofSeveral =
  <R>(rules: SeveralRules<R>) =>
  (s: Several): R =>
    (rules[s._tag] as (s: Several) => R)(s)

/** A term of the kind of each result of a node that has several; none of another node. */
export const resultsOf = (s: Syntax): readonly Syntax[] =>
  s._tag === 'Combinator' ? s.definition : hasSeveral(s) ? ofSeveral(like)(s) : []

/** What a combinator, or a result of one, is in smaller terms. */
export const definitionOf = (s: Syntax): Syntax | undefined => {
  if (s._tag === 'Combinator') return s.definition[0]
  return s._tag === 'Component' && s.of._tag === 'Combinator' ? s.of.definition[s.index] : undefined
}
