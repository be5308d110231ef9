import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Method, methodFromJson } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { noSuchFile, reasonOf } from './user-module.ts'

const hint = 'retain explain METHOD --format json writes such a file'

const unreadable = (path: string, error: unknown): Fault =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
    ? noSuchFile(path)
    : fault({ where: 'method', rule: 'the file of a method must be readable', got: reasonOf(error), path: [path] })

/** The method that is written in a file of JSON. Nothing of the file is executed. */
export const jsonMethod = (path: string): TE.TaskEither<Fault, Method> =>
  pipe(
    TE.tryCatch(
      () => readFile(path, 'utf8'),
      (error) => unreadable(path, error),
    ),
    TE.chainEitherK((text) =>
      E.tryCatch(
        (): unknown => JSON.parse(text),
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
