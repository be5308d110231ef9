import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../dsl/index.ts'
import type { ExperimentSettings } from '../experiment/index.ts'
import type { Fault } from '../fault.ts'
import { type BackendChoice, backends } from '../interpreters/tfjs/index.ts'
import { benchmarkNamed, type ClassOrder, type Evaluate } from '../streams/index.ts'
import { parseChoice } from './choice.ts'
import { methodNamed } from './method-named.ts'
import { parseCount, parseSeeds } from './numbers.ts'
import { parseSettings } from './settings.ts'

/** The flags that say what is run, as text. */
export interface ExperimentFlags {
  readonly benchmark: string
  readonly tasks?: string
  readonly samples?: string
  readonly batch?: string
  readonly seeds: string
  readonly set: readonly string[]
  readonly data?: string
  readonly normalise?: boolean
  readonly classOrder?: string
  readonly evaluate: string
  readonly backend: string
}

const evaluations: readonly Evaluate[] = ['test', 'validation']
const orders: readonly ClassOrder[] = ['labels', 'random']
const choices: readonly BackendChoice[] = ['auto', ...backends.map(({ name }) => name)]

const given =
  <A>(parse: (text: string) => E.Either<Fault, A>) =>
  (text: string | undefined): TE.TaskEither<Fault, A | undefined> =>
    TE.fromEither(text === undefined ? E.right(undefined) : parse(text))

/** What the flags ask for, each checked. */
export const settingsOf = (name: string, flags: ExperimentFlags): TE.TaskEither<Fault, ExperimentSettings> =>
  pipe(
    TE.Do,
    TE.bind('method', () => methodNamed(name)),
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(flags.benchmark))),
    TE.bind('options', ({ method }) =>
      TE.fromEither(
        pipe(
          parseSettings(flags.set),
          E.chain((settings) => decodeOptions(name, method.options, settings)),
        ),
      ),
    ),
    TE.bind('tasks', () => given(parseCount('--tasks'))(flags.tasks)),
    TE.bind('samples', () => given(parseCount('--samples'))(flags.samples)),
    TE.bind('batch', () => given(parseCount('--batch'))(flags.batch)),
    TE.bind('seeds', () => TE.fromEither(parseSeeds(flags.seeds))),
    TE.bind('classOrder', () => given(parseChoice('--class-order', 'order of classes', orders))(flags.classOrder)),
    TE.bind('evaluate', () => TE.fromEither(parseChoice('--evaluate', 'evaluation', evaluations)(flags.evaluate))),
    TE.bind('backend', () => TE.fromEither(parseChoice('--backend', 'backend', choices)(flags.backend))),
    TE.map((settings) => ({ ...settings, name, folder: flags.data, normalise: flags.normalise })),
  )
