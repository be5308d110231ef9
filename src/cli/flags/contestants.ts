import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Values } from '../../dsl/index.ts'
import { dataOf, type ExperimentSettings, type Prepared, prepared } from '../../experiment/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import type { Entrant } from './entrants.ts'
import { settingsOf } from './experiment-settings.ts'

/** A method that takes part in a comparison. */
export interface Contestant {
  /** What it is called there: its name, or that of its file. */
  readonly label: string
  /** The options of it that are set. */
  readonly set: Values
  readonly settings: ExperimentSettings
  readonly ready: Prepared
}

/** The options that are set, as they are decoded. */
const setIn = (options: Values, texts: Entrant['set']): Values =>
  Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(texts, name)))

/** Those that take part, each with its settings checked and its streams drawn; the data is read once. */
export const contestantsOf = (
  entrants: readonly Entrant[],
  asked: Asked,
): TE.TaskEither<Fault, readonly Contestant[]> =>
  pipe(
    entrants,
    TE.traverseSeqArray(({ name, label, set }: Entrant) =>
      pipe(
        settingsOf(name, set, asked),
        TE.mapLeft((of): Fault => (of.where === name && label !== name ? { ...of, where: label } : of)),
        TE.map((settings) => ({ label, settings, set: setIn(settings.options, set) })),
      ),
    ),
    TE.chain((all) => {
      const [first] = all
      if (first === undefined) return TE.right([])
      return pipe(
        dataOf(first.settings),
        TE.chainEitherK((data) =>
          pipe(
            all,
            E.traverseArray((one) =>
              pipe(
                prepared(one.settings)(data),
                E.map((ready) => ({ ...one, ready })),
              ),
            ),
          ),
        ),
      )
    }),
  )
