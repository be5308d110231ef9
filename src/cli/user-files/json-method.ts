import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Method, methodFromJson } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { jsonIn } from './json-in.ts'

/** The method that is written in a file of JSON. Nothing of the file is executed. */
export const jsonMethod = (path: string): TE.TaskEither<Fault, Method> =>
  pipe(
    TE.fromEither(jsonIn(path, 'method', 'retain explain METHOD --format json writes such a file')),
    TE.chainEitherK((value) =>
      pipe(
        methodFromJson(value),
        E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
      ),
    ),
  )
