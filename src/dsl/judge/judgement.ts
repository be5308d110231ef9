import type { Syntax, Variable } from '../syntax.ts'
import { bindings } from './bindings.ts'
import { judge } from './kinds.ts'
import { limits } from './limits.ts'
import { places } from './places.ts'
import { scopesOf } from './scopes.ts'
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

/** How far down a term goes, and how many derivatives are within one another there. */
interface Height {
  readonly depth: number
  readonly derivatives: number
}

const heightOf = (s: Syntax, below: readonly Height[]): Height => ({
  depth: below.reduce((most, { depth }) => Math.max(most, depth), 0) + 1,
  derivatives:
    below.reduce((most, { derivatives }) => Math.max(most, derivatives), 0) + (s._tag === 'Gradient' ? 1 : 0),
})

const tooHigh = ({ depth, derivatives }: Height): Trouble | undefined => {
  if (depth > limits.depth)
    return { path: '', rule: `a program may be at most ${limits.depth} nodes deep`, got: String(depth) }
  return derivatives > limits.derivatives
    ? {
        path: '',
        rule: `derivatives may nest at most ${limits.derivatives} deep`,
        got: String(derivatives),
      }
    : undefined
}

/**
 * The one judge of terms, for programs that are built and those that are read: kinds agree, nothing is bound twice, nothing is too
 * large, and nothing is said where it can't be done. `options` are the names that a node `Option` may have.
 */
export const judgement = (options: ReadonlySet<string>): Judgement => {
  const sorts = new Map<Syntax, Sort>()
  const heights = new Map<Syntax, Height>()
  const scopes = bindings()
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
      const below = scopesOf(s).flatMap(({ terms }) => terms)
      const height = heightOf(
        s,
        below.map((of) => heights.get(of) ?? { depth: 0, derivatives: 0 }),
      )
      heights.set(s, height)
      placed.add(s)
      return tooHigh(height) ?? scopes.add(s)
    },
  }
}
