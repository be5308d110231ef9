import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'

/** The seconds from one checkpoint to the next, as they are written; nothing where they are not. */
export const checkpointEvery = (
  written: string | undefined,
  out: string | undefined,
): E.Either<Fault, number | undefined> => {
  const where = '--checkpoint'
  if (written === undefined) return E.right(undefined)
  if (out === undefined)
    return E.left(
      fault({
        where,
        rule: 'it must come with the place where runs are kept',
        got: 'no --out',
        hint: 'add --out, or leave it away',
      }),
    )
  return /^\d+(\.\d+)?$/.test(written)
    ? E.right(Number(written))
    : E.left(
        fault({
          where,
          rule: 'the value must be a number of seconds, at least 0',
          got: `\`${written}\``,
          hint: `for example ${where} 60`,
        }),
      )
}
