import * as E from 'fp-ts/lib/Either.js'
import { type Fault, unknownName } from '../../fault.ts'

/** The one of the known words that a flag names. */
export const parseChoice =
  <C extends string>(flag: string, what: string, known: readonly C[]) =>
  (text: string): E.Either<Fault, C> =>
    E.fromNullable(unknownName({ where: flag, what, name: text, known }))(known.find((one) => one === text))
