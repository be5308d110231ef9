import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { noSuchFile, reasonOf, type Sought } from './user-module.ts'

/** Far more than a program of as many nodes as are read takes. */
const mostBytes = 2 ** 26

/** What is written in a file of JSON. Nothing of the file is executed. */
export const jsonIn = (path: string, what: Sought, hint: string): E.Either<Fault, unknown> =>
  pipe(
    existsSync(path)
      ? readRegularFile({ where: what, path, rule: `the file of a ${what} must be readable`, most: mostBytes })
      : E.left(noSuchFile(path, what)),
    E.chain((bytes) =>
      E.tryCatch(
        (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
        (error) => fault({ where: what, rule: 'the file must be JSON', got: reasonOf(error), path: [path], hint }),
      ),
    ),
  )
