import * as E from 'fp-ts/lib/Either.js'
import type { Syntax, Variable } from '../syntax.ts'
import type { Judgement } from './judgement.ts'
import type { Trouble } from './trouble.ts'

export type Result<A> = E.Either<Trouble, A>

export const refuse = (path: string, rule: string, got?: string): Result<never> =>
  E.left({ path, rule, ...(got === undefined ? {} : { got }) })

/** That terms mention no variables but those given to them. */
export const closed = (
  { isBound, freeIn }: Pick<Judgement, 'isBound' | 'freeIn'>,
  terms: Readonly<Record<string, Syntax>>,
  given: readonly Variable[],
  path: string,
): Result<void> => {
  const rebound = given.find(isBound)
  if (rebound !== undefined) return refuse('', 'a variable given from outside must not be bound', `\`${rebound.name}\``)
  for (const [slot, term] of Object.entries(terms))
    for (const variable of freeIn(term))
      if (!given.includes(variable))
        return refuse(
          `${path}.${slot}`,
          'a variable must be used inside the node that binds it',
          `\`${variable.name}\`, which nothing around its use binds`,
        )
  return E.right(undefined)
}
