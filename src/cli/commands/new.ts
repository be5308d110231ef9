import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { free, methodFiles, written } from './new/method-files.ts'

/** The flags of `retain new`, as text. */
export interface NewFlags {
  readonly from?: string
  readonly force?: boolean
}

/** Writes the file of a method and the file of its test. */
export const newCommand =
  (console: Console) =>
  (given: string, { from, force = false }: NewFlags): TE.TaskEither<Fault, number> => {
    const path = given.replace(/\.ts$/, '')
    const [program, test] = [`${path}.ts`, `${path}.test.ts`]
    return TE.fromEither(
      pipe(
        methodFiles(path, from),
        E.chainFirst((files) =>
          free(
            'retain new',
            files.map(([file]) => file),
            force,
          ),
        ),
        E.chain((files) => written('retain new', files, force)),
        E.map(() => {
          const here = dirname(path) === '.' ? `./${program}` : program
          console.out.write(
            [
              `wrote ${program} and ${test}`,
              `  retain explain ${here}`,
              `  retain check ${here}`,
              `  retain run ${here} --benchmark permuted-mnist --tasks 3 --samples 200`,
              '',
            ].join('\n'),
          )
          return 0
        }),
      ),
    )
  }
