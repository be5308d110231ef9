import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type ExperimentSettings, experiment } from '../../experiment/index.ts'
import { writeLearner } from '../../saved/index.ts'
import { announced, carryOut, learnerFolder, type RunNews, type RunOrder, type Saving } from '../../sweep/index.ts'
import { settingsOf } from '../flags/experiment-settings.ts'
import { usedMemory } from '../flags/memory-flag.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export type RunErrand = Errand<RunOrder, RunNews, void>

/** Keeps the learners of an experiment in a folder. */
const saving =
  (save: Saving | undefined) =>
  (settings: ExperimentSettings): ExperimentSettings =>
    save === undefined
      ? settings
      : {
          ...settings,
          keep: {
            each: save.each,
            to: (kept) => {
              const of = { seed: kept.seed, tasks: kept.tasks.length }
              return writeLearner(learnerFolder(save, settings.seeds, of), { replace: save.force })(kept)
            },
          },
        }

/** Runs a method and tells of it. */
export const runErrand: Doing<RunErrand> = ({ name, set, asked, alone, save, checkpoints, together }, tell, signal) =>
  pipe(
    settingsOf(name, set, asked),
    TE.chainFirstEitherK((settings) => (alone ? usedMemory([settings]) : E.right(undefined))),
    TE.map(saving(save)),
    TE.map((settings) => (together === undefined ? settings : { ...settings, together })),
    TE.chain(experiment),
    TE.chain((ready) => () => {
      tell({ _tag: 'Ready', runs: announced(ready) })
      return carryOut(ready, tell, signal, checkpoints)
    }),
  )
