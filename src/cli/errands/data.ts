import { existsSync } from 'node:fs'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { available, mnist, type Source } from '../../data/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export interface DataOrder {
  /** Look into this folder too. */
  readonly folder: string | undefined
}

const empty = (folder: string): Fault =>
  fault({
    where: 'data',
    rule: 'the folder must hold a data set',
    got: 'none that can be read',
    path: [folder],
    hint: 'retain data shows what the folder of each must hold; retain run says what is wrong with one',
  })

/** Why a folder that was named is of no use. */
const useless = (folder: string): TE.TaskEither<Fault, never> =>
  existsSync(folder)
    ? TE.left(empty(folder))
    : pipe(
        mnist(folder),
        TE.chain(() => TE.left(empty(folder))),
      )

export type DataErrand = Errand<DataOrder, never, readonly Source[]>

/** What data is there, and where it is looked for. A folder that is named and holds none is a fault. */
export const dataErrand: Doing<DataErrand> = ({ folder }) =>
  pipe(
    TE.fromTask<readonly Source[], Fault>(available(folder)),
    TE.chain((sources) =>
      folder !== undefined && !sources.some(({ where, found }) => found && where === folder)
        ? useless(folder)
        : TE.right(sources),
    ),
  )
