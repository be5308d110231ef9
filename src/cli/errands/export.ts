import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { parseChoice } from '../../experiment/settings/index.ts'
import { fault } from '../../fault.ts'
import { codeOf, makeFolder, reasonOf, writeWhole } from '../../files/index.ts'
import { exportFormats } from '../../saved/index.ts'
import type { Doing, Errand } from '../worker/errand.ts'
import { type LearnerAsked, learnerAt } from './learner-at.ts'

export interface ExportOrder extends LearnerAsked {
  readonly to: string
  readonly out: string
  readonly force: boolean
}

/** The paths that were written. */
export type ExportErrand = Errand<ExportOrder, never, readonly string[]>

/** Writes a saved learner in a format of other programs. */
export const exportErrand: Doing<ExportErrand> = ({ to, out, force, ...asked }) =>
  pipe(
    TE.fromEither(parseChoice('--to', 'format', exportFormats)(to)),
    TE.bindTo('format'),
    TE.bind('at', () => learnerAt(asked)),
    TE.bind('files', ({ at: { learner, task }, format }) => learner.exported(format, task)),
    TE.chainEitherK(({ files }) => {
      const contents = Object.entries(files).map(([name, content]) => [join(out, name), content] as const)
      return pipe(
        makeFolder(out),
        E.chain(() => writeWhole(contents, { replace: force })),
        E.bimap(
          (error) =>
            codeOf(error) === 'EEXIST'
              ? fault({
                  where: '--out',
                  rule: 'the files must be new',
                  got: `one of ${contents.map(([path]) => path).join(', ')} that exists`,
                  hint: 'name another folder with --out, or replace them with --force',
                })
              : fault({
                  where: '--out',
                  rule: 'it must be a folder that can be written',
                  got: reasonOf(error),
                  path: [out],
                }),
          () => contents.map(([path]) => path),
        ),
      )
    }),
  )
