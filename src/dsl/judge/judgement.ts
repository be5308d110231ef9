import type { Syntax, Variable } from '../syntax.ts'
import { bindings } from './bindings.ts'
import { extents } from './extents.ts'
import { judge } from './kinds.ts'
import { places } from './places.ts'
import type { Sort } from './sort.ts'
import type { Trouble } from './trouble.ts'

/** What is found out about terms one by one, each after those that it mentions. */
export interface Judgement {
  /** Takes in the next node; what is wrong with it, if anything. */
  readonly add: (s: Syntax) => Trouble | undefined
  /** What is wrong with the place of a node, which can be told when all are there. */
  readonly misplaced: () => { readonly node: Syntax; readonly trouble: Trouble } | undefined
  readonly sortOf: (s: Syntax) => Sort
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
  readonly isBound: (variable: Variable) => boolean
}

/**
 * The one judge of terms, for programs that are built and those that are read: kinds agree, nothing is bound twice, nothing is too
 * large, and nothing is said where it can't be done. `options` are the names that a node `Option` may have.
 */
export const judgement = (options: ReadonlySet<string>): Judgement => {
  const sorts = new Map<Syntax, Sort>()
  const scopes = bindings()
  const measured = extents(scopes.freeIn)
  const judged = judge(sorts)
  const placed = places()
  return {
    sortOf: (s) => sorts.get(s) ?? { _tag: 'Several', results: [] },
    freeIn: scopes.freeIn,
    isBound: scopes.isBound,
    misplaced: placed.trouble,
    add: (s) => {
      if (s._tag === 'Option' && !options.has(s.name))
        return {
          path: '.name',
          rule: '`name` must be that of a numeric option of the program',
          got: `\`${s.name}\``,
          hint: `numeric options: ${[...options].join(', ') || 'none'}`,
        }
      const { sort, demands } = judged(s)
      const wrong = demands.find((demand) => demand !== undefined)
      if (wrong !== undefined) return wrong
      sorts.set(s, sort)
      placed.add(s)
      return measured(s) ?? scopes.add(s)
    },
  }
}
