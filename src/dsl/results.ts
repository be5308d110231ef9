import type { Syntax, SyntaxOf, Tag } from './syntax.ts'

/** The nodes with several results, and the terms that these are like. */
const several = {
  Gradient: ({ at }) => at,
  Loop: ({ bound }) => bound,
  Expectation: ({ body }) => body,
  When: ({ then }) => then,
  Combinator: ({ definition }) => definition,
} satisfies { readonly [T in Tag]?: (s: SyntaxOf<T>) => readonly Syntax[] }

/** A term of the kind of each result of a node that has several; none of another node. */
export const resultsOf = (s: Syntax): readonly Syntax[] =>
  s._tag in several ? (several[s._tag as keyof typeof several] as (s: Syntax) => readonly Syntax[])(s) : []

/** What a combinator, or a result of one, is in smaller terms. */
export const definitionOf = (s: Syntax): Syntax | undefined => {
  if (s._tag === 'Combinator') return s.definition[0]
  return s._tag === 'Component' && s.of._tag === 'Combinator' ? s.of.definition[s.index] : undefined
}
