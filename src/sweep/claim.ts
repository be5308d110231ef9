import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import { holding, makeFolder } from '../files/index.ts'
import { unwritable } from '../records/index.ts'
import { checkFolder, type Keeping } from './kept.ts'

/** Does something with the folder of a comparison, which is made if it isn't there, and no other process writes meanwhile. */
export const withFolder = <A>(
  keeping: Keeping | undefined,
  use: () => TE.TaskEither<Fault, A>,
): TE.TaskEither<Fault, A> => {
  if (keeping === undefined) return use()
  const { folder } = keeping
  const onDisk = (error: unknown): Fault => ({
    ...unwritable(folder, error),
    where: 'compare',
    rule: 'the folder of the comparison must be one that can be written',
    hint: 'name another with --out DIR',
  })
  const own = {
    path: folder,
    where: 'compare',
    what: 'the folder of the comparison',
    instead: 'name another with --out DIR',
    unwritable: onDisk,
  }
  return pipe(
    TE.fromIOEither(() => pipe(makeFolder(join(folder, 'records')), E.mapLeft(onDisk))),
    TE.chain(() =>
      holding([own], () =>
        pipe(
          // What was empty may have been filled before it was had.
          TE.fromIOEither(() => checkFolder(keeping)),
          TE.chain(use),
        ),
      ),
    ),
  )
}
