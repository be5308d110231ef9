import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import { type Network, networkFrom } from '../../networks/index.ts'

const isObject = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === 'object' && u !== null

/** Whether some of it is code, which JSON does not hold: a layer or a loss of one's own. */
const hasCode = (u: unknown): boolean =>
  isObject(u) && (u._tag === 'Own' || isObject(u.loss) || Object.values(u).some(hasCode))

const fromCode = (written: unknown, given: Network | undefined): E.Either<Fault, Network> => {
  const where = 'saved learner'
  if (given === undefined)
    return E.left(
      fault({
        where,
        rule: 'a network with a layer or a loss of its own must be given again: those are code',
        got: 'none',
        hint: 'name the file that exports it with --network FILE, or give loadLearner a `network`',
      }),
    )
  const [now, then] = [given, written].map((of) => JSON.stringify(of))
  return now === then
    ? E.right(given)
    : E.left(
        fault({
          where,
          rule: 'the network that is given must be the one that was saved',
          got: `another: ${(now ?? '').slice(0, 80)}`,
          hint: 'it may have been edited since: take the version of then',
        }),
      )
}

/** The network that was written in JSON: what is there, or the one that is given where some of it is code. */
export const networkOf = (written: unknown, given?: Network): E.Either<Fault, Network> =>
  hasCode(written) || given !== undefined ? fromCode(written, given) : networkFrom(written)
