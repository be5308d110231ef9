import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { holding, makeFolder } from '../../files/index.ts'
import { type Environment, root } from '../place.ts'
import { unwritable, where } from './wrong.ts'

/** Does something while the folder of builds is this process's alone to write. */
export const holdingBuilds = <A>(env: Environment, use: () => TE.TaskEither<Fault, A>): TE.TaskEither<Fault, A> => {
  const path = root(env)
  return pipe(
    TE.fromIOEither(() => pipe(makeFolder(path), E.mapLeft(unwritable(path)))),
    TE.chain(() =>
      holding(
        [
          {
            path,
            where,
            what: 'the folder of builds',
            instead: 'end it, and go on with the same command',
            unwritable: unwritable(path),
          },
        ],
        use,
      ),
    ),
  )
}
