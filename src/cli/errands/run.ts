import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { experiment } from '../../experiment/index.ts'
import { announced, carryOut, type RunNews, type RunOrder } from '../../sweep/index.ts'
import { settingsOf } from '../flags/experiment-settings.ts'
import { usedMemory } from '../flags/memory-flag.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export type RunErrand = Errand<RunOrder, RunNews, void>

/** Runs a method and tells of it. */
export const runErrand: Doing<RunErrand> = ({ name, set, asked, alone }, tell, signal) =>
  pipe(
    settingsOf(name, set, asked),
    TE.chainFirstEitherK((settings) => (alone ? usedMemory([settings]) : E.right(undefined))),
    TE.chain(experiment),
    TE.chainTaskK((ready) => async () => {
      tell({ _tag: 'Ready', runs: announced(ready) })
      await carryOut(ready, tell, signal)
    }),
  )
