import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { batchNames, givenBy, givenTo, type HandlerName } from '../events.ts'
import { judgeHandler, ofKind } from '../judge/handler.ts'
import type { Result } from '../judge/result.ts'
import type { Sorts } from '../judge/state.ts'
import type { HandlerProgram } from '../method.ts'
import type { Variable } from '../syntax.ts'
import { batchKind } from '../term.ts'
import { type Codec, record } from './composite.ts'
import { type Around, section } from './section.ts'

/** What a program does at an event, with the number of its nodes. */
export const decodeHandler = (
  name: HandlerName,
  u: unknown,
  around: Around,
  sorts: Sorts,
): Result<{ readonly handler: HandlerProgram; readonly count: number }> =>
  pipe(
    section<Written>('a handler', u, around, ({ node, variable }) => writtenFields(name, record(node), variable)),
    E.chain(({ nodes, named: { batch, batches, ...named } }) =>
      pipe(
        // Of an event that comes without examples a batch is written too, and stands for nothing.
        batch === undefined
          ? E.right(undefined)
          : ofKind('batch', batch.kind, Object.values(givenBy(name))[0]?.kind ?? batchKind),
        E.chain(() => {
          const [only] = Object.keys(givenTo(name, named))
          const given = batch === undefined ? batches : only === undefined ? {} : { [only]: batch }
          return judgeHandler(name, { ...named, batches: given ?? {} }, nodes.judged, sorts)
        }),
        E.map((handler) => ({ handler, count: nodes.count })),
      ),
    ),
  )

/** A handler as it is written: several batches by name, one without. */
type Written = Omit<HandlerProgram, 'batches'> & {
  readonly batch?: Variable
  readonly batches?: HandlerProgram['batches']
}

type Fields<A> = { readonly [F in keyof A]-?: Codec<A[F]> }

const writtenFields = (
  name: HandlerName,
  updates: Codec<Written['updates']>,
  variable: Codec<Variable>,
): Fields<Written> => {
  const batches = batchNames(name).length > 1 ? { batches: record(variable) } : { batch: variable }
  return { slots: record(variable), task: variable, ...batches, updates } as Fields<Written>
}
