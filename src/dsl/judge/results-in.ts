import type { Syntax } from '../syntax.ts'
import type { Sort } from './sort.ts'

/** The results of a node that has several; of a combinator that has one, that. */
export const resultsIn =
  (of: (s: Syntax) => Sort) =>
  (s: Syntax): readonly Sort[] => {
    const sort = of(s)
    return sort._tag === 'Several' ? sort.results : s._tag === 'Combinator' ? [sort] : []
  }
