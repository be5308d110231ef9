import type { Syntax, SyntaxOf, Tag } from '../../dsl/index.ts'
import type { Lowered } from './lowered.ts'

/** How a node is lowered, and the terms that are before that, in their order. */
export interface Rule<S> {
  readonly first: (s: S) => readonly Syntax[]
  readonly lower: (s: S) => Lowered
}

/** One rule for each node of the language; a function alone goes to what it needs itself. */
export type LoweringRules = { readonly [T in Tag]: Rule<SyntaxOf<T>> | ((s: SyntaxOf<T>) => Lowered) }

export const after = <S>(first: (s: S) => readonly Syntax[], lower: (s: S) => Lowered): Rule<S> => ({ first, lower })
