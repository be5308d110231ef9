import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { IllShaped } from '../../ir/index.ts'

/** What a network or shapes forbid: raised while lowering, turned into a `Fault` with the path at the compiler's face. */
export class Refusal extends Error {
  readonly rule: string
  readonly got: string | undefined
  readonly hint: string | undefined
  constructor(rule: string, got?: string, hint?: string) {
    super(rule)
    this.rule = rule
    this.got = got
    this.hint = hint
  }
}

/** What no program that was judged can come to: a fault of ours, raised and turned as a refusal is. */
export const internal = (rule: string, got?: string): never => {
  throw new Refusal(`internal: ${rule}`, got, 'the program is in order; please report this')
}

/** What is made, or the fault of the refusal that came instead; `path` is as far as one had got. */
export const guarded = <A>(where: string, path: readonly string[], make: () => A): E.Either<Fault, A> => {
  try {
    return E.right(make())
  } catch (error) {
    if (error instanceof Refusal)
      return E.left(
        fault({
          where,
          rule: error.rule,
          path: [...path],
          ...(error.got === undefined ? {} : { got: error.got }),
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        }),
      )
    if (error instanceof IllShaped)
      return E.left(fault({ where, rule: `a program must be well shaped: ${error.message}`, path: [...path] }))
    throw error
  }
}
