import type { Choice } from './options.ts'
import type { Syntax } from './syntax.ts'
import { type Condition, componentsOf, leavesInOrderOf, leavesOf, type Structure } from './term.ts'

/**
 * One of two structures by a computed condition; decided on the host, so only the side taken is run. No derivative passes.
 *
 * @example onVectors({ a: [3, -5] }, ({ a }) => when(less(sum(a), 0), negate(a), a))   // => [-3, 5]
 */
export const when = <S extends Structure>(condition: Condition, then: S, otherwise: NoInfer<S>): S =>
  componentsOf(
    { _tag: 'When', condition, then: leavesOf(then), otherwise: leavesInOrderOf(then, otherwise) } as Syntax,
    then,
  )

/** The entry of a table that an option names: variants are other compositions, not branches in the code. */
export const choose = <C extends string, R>(choice: Choice<C>, table: { readonly [K in C]: R }): R =>
  table[choice.value]
