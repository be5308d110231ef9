import { type Count, counted, isCount } from './count.ts'
import { kindOf } from './kind.ts'
import type { Notation } from './notation/index.ts'
import type { Lambda, Syntax } from './syntax.ts'
import { built, componentsOf, fresh, isTerm, leavesOf, type Params, type Scalar, type Structure } from './term.ts'

type Part = Syntax | Lambda | number | Count

/**
 * Names a composition: interpreters that print show the name and its parts, those that run use the definition.
 * `parts` are what the combinator was given; `notation` says how papers write it, else it is its name and its parts.
 *
 * @example
 * const twice = (at: Params): Params => named('twice', { at }, multiply(2, at))
 * onVectors({ theta: [3] }, ({ theta }) => twice(theta))   // => [6]
 */
export const named = <S extends Structure>(
  name: string,
  parts: Readonly<Record<string, Part>>,
  definition: S,
  notation?: Notation,
): S => {
  const numbers = Object.entries(parts).filter((entry): entry is [string, Count] => isCount(entry[1]))
  const { counts, ...values } = counted(Object.fromEntries(numbers))
  const node: Syntax = {
    _tag: 'Combinator',
    name,
    parts: { ...parts, ...values },
    definition: leavesOf(definition),
    ...(counts === undefined ? {} : { counts }),
    ...(notation === undefined ? {} : { notation }),
  }
  return isTerm(definition) ? built(node) : componentsOf(node, definition)
}

/** A function of parameters as a part of a combinator. */
export const lambda = <N extends string>(f: (parameters: Params<N>) => Scalar | Params<N>, like: Params<N>): Lambda => {
  const bound = fresh('θ', kindOf(like))
  return { _tag: 'Lambda', bound: [bound], body: f(built(bound)) }
}
