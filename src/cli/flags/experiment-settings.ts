import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method, Values } from '../../dsl/index.ts'
import { bundledMemory, type ExperimentSettings, measures, runOptions } from '../../experiment/index.ts'
import type { Fault } from '../../fault.ts'
import { type BackendChoice, backends } from '../../interpreters/devices/index.ts'
import { initialisations } from '../../networks/index.ts'
import {
  type Augmentation,
  augmentations,
  benchmarkNamed,
  type ClassOrder,
  type Evaluate,
} from '../../streams/index.ts'
import type { ExperimentFlags } from '../../sweep/index.ts'
import { methodNamed } from '../user-files/method-named.ts'
import { parseChoice } from './choice.ts'
import { parseCount, parseSeeds } from './numbers.ts'
import { parseSettings } from './settings.ts'

const evaluations: readonly Evaluate[] = ['test', 'validation']
const orders: readonly ClassOrder[] = ['labels', 'random']
const ways: readonly (Augmentation | 'none')[] = ['none', ...augmentations]
const choices: readonly BackendChoice[] = ['auto', ...backends.map(({ name }) => name)]

const given =
  <A>(parse: (text: string) => E.Either<Fault, A>) =>
  (text: string | undefined): TE.TaskEither<Fault, A | undefined> =>
    TE.fromEither(text === undefined ? E.right(undefined) : parse(text))

/** The options that a method has on a benchmark: those that are set, and the memory that the benchmark's protocol gives it. */
export const optionsOn = (
  name: string,
  method: Method,
  set: readonly string[],
  on: Parameters<typeof bundledMemory>[1] | undefined,
): E.Either<Fault, Values> =>
  pipe(
    parseSettings(set),
    E.chain((own) =>
      runOptions(name, method.options, {
        ...(on === undefined ? {} : bundledMemory(method.options, on)),
        ...own,
      }),
    ),
  )

/** What the flags ask for, each checked. */
export const settingsOf = (name: string, flags: ExperimentFlags): TE.TaskEither<Fault, ExperimentSettings> =>
  pipe(
    TE.Do,
    TE.bind('method', () => methodNamed(name)),
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(flags.benchmark))),
    TE.bind('tasks', () => given(parseCount('--tasks'))(flags.tasks)),
    TE.bind('samples', () => given(parseCount('--samples'))(flags.samples)),
    TE.bind('batch', () => given(parseCount('--batch'))(flags.batch)),
    TE.bind('epochs', () => given(parseCount('--epochs'))(flags.epochs)),
    TE.bind('iterations', () => given(parseCount('--iterations'))(flags.iterations)),
    TE.bind('initialisation', () =>
      given(parseChoice('--initialisation', 'initialisation', initialisations))(flags.initialisation),
    ),
    TE.bind('memory', () => given(parseCount('--memory'))(flags.memory)),
    TE.bind('options', ({ method, benchmark, tasks, memory }) =>
      TE.fromEither(optionsOn(name, method, flags.set, { benchmark, tasks, memory })),
    ),
    TE.bind('seeds', () => TE.fromEither(parseSeeds(flags.seeds))),
    TE.bind('classOrder', () => given(parseChoice('--class-order', 'order of classes', orders))(flags.classOrder)),
    TE.bind('augment', () => given(parseChoice('--augment', 'augmentation', ways))(flags.augment)),
    TE.bind('evaluate', () => TE.fromEither(parseChoice('--evaluate', 'evaluation', evaluations)(flags.evaluate))),
    TE.bind('evaluateEvery', () => given(parseCount('--evaluate-every'))(flags.evaluateEvery)),
    TE.bind('measures', () =>
      TE.fromEither(pipe(flags.measure ?? [], E.traverseArray(parseChoice('--measure', 'measure', measures)))),
    ),
    TE.bind('backend', () => TE.fromEither(parseChoice('--backend', 'backend', choices)(flags.backend))),
    TE.map((settings) => ({
      ...settings,
      name,
      network: flags.network,
      folder: flags.data,
      normalise: flags.normalise,
    })),
  )
