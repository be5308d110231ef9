import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { makeFolder, reasonOf } from '../../files/index.ts'
import type { Console } from '../terminal/console.ts'
import { isCheckout, projectFiles } from './init/project-files.ts'
import { free, methodFiles, written } from './new/method-files.ts'

/** The flags of `retain init`, as text. */
export interface InitFlags {
  readonly from?: string
  readonly force?: boolean
}

const folderMade = (folder: string): E.Either<Fault, void> =>
  pipe(
    makeFolder(folder),
    E.mapLeft((error) =>
      fault({
        where: 'retain init',
        rule: 'the folder must be one that can be made',
        got: reasonOf(error),
        path: [folder],
      }),
    ),
  )

/** Writes a project with a method of one's own in it; what is there already is left, and is a fault. */
export const initCommand =
  (console: Console) =>
  (folder: string, { from, force = false }: InitFlags): TE.TaskEither<Fault, number> =>
    TE.fromEither(
      pipe(
        methodFiles(join(folder, 'mine'), from),
        E.map((files) => [...projectFiles(folder), ...files]),
        E.chainFirst((files) =>
          free(
            'retain init',
            files.map(([path]) => path),
            force,
          ),
        ),
        E.chainFirst(() => folderMade(folder)),
        E.chain((files) => written('retain init', files, force)),
        E.map(() => {
          const lines = [
            `wrote a project to ${folder}`,
            ...(isCheckout ? ['  npm run build          first, in the checkout of Retain that it uses'] : []),
            ...(folder === '.' ? [] : [`  cd ${folder}`]),
            '  npm install',
            '  npm start',
            '  npm test',
          ]
          console.out.write(`${lines.join('\n')}\n`)
          return 0
        }),
      ),
    )
