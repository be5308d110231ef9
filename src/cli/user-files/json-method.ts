import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Method, methodFromJson } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { noSuchFile, reasonOf } from './user-module.ts'

const hint = 'retain explain METHOD --format json writes such a file'

/** Far more than a program of as many nodes as are read takes. */
const mostBytes = 2 ** 26

/** The method that is written in a file of JSON. Nothing of the file is executed. */
export const jsonMethod = (path: string): TE.TaskEither<Fault, Method> =>
  pipe(
    TE.fromEither(
      existsSync(path)
        ? readRegularFile({ where: 'method', path, rule: 'the file of a method must be readable', most: mostBytes })
        : E.left(noSuchFile(path)),
    ),
    TE.chainEitherK((bytes) =>
      E.tryCatch(
        (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
        (error) => fault({ where: 'method', rule: 'the file must be JSON', got: reasonOf(error), path: [path], hint }),
      ),
    ),
    TE.chainEitherK((value) =>
      pipe(
        methodFromJson(value),
        E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
      ),
    ),
  )
