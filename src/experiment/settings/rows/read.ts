import * as E from 'fp-ts/lib/Either.js'
import type { Fault } from '../../../fault.ts'
import { parseChoice } from '../choice.ts'
import { parseCount } from '../numbers.ts'
import type { Written } from '../setting.ts'

/** The names in a list of what can be chosen. */
export const namesIn = <C extends string>(of: Readonly<Record<C, true>>): readonly C[] => Object.keys(of) as C[]

/** What stands after a flag, as text. */
export const written = (text: Written): string => `${text}`

/** Reads any text. */
export const text = () => (value: Written) => E.right(written(value))

/** Reads a whole number from 1 on. */
export const count = (flag: string) => (value: Written) => parseCount(flag)(written(value))

/** Reads one of a few words. */
export const choice = <C extends string>(what: string, known: readonly C[]) =>
  Object.assign(
    (flag: string) =>
      (value: Written): E.Either<Fault, C> =>
        parseChoice(flag, what, known)(written(value)),
    { known },
  )
