import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type Kept, weightsIn } from '../saved/index.ts'
import { benchmarkNamed } from '../streams/index.ts'
import { bundledMemory } from './bundled-memory.ts'
import { experiment, type Run } from './experiment.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import type { Learner } from './learner.ts'
import { type Metrics, type regression, type ScoreMatrix, scoresOf } from './protocol/index.ts'
import { runOptions } from './run-options.ts'
import { learnerOn } from './save-learner.ts'

/** What a method is trained on; what isn't given is the method's or the benchmark's own. */
export interface TrainSettings<B extends string = string>
  extends Partial<
    Omit<
      ExperimentSettings,
      'name' | 'method' | 'options' | 'benchmark' | 'seeds' | 'from' | 'init' | 'learner' | 'weights' | 'keep'
    >
  > {
  /** A benchmark's name: `npx retain list benchmarks`. */
  readonly benchmark: B
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given; that of `from` where there is one. */
  readonly seed?: number
  /** A learner that goes on: with the tasks that are left of its own stream, or with all of another. Its network is taken. */
  readonly from?: Learner
  /** A file of safetensors whose weights the network starts from, or the folder of a saved learner. */
  readonly init?: string
}

/** What a run on a benchmark comes to: errors where numbers are to be predicted, else accuracies. */
type FiguresOn<B extends string> = B extends 'drifting-sines'
  ? Readonly<Record<(typeof regression)['metrics'][number]['name'], number>>
  : Metrics

/** How a run went: the score on each task before training and after each task, and what they come to. */
export type Trained<B extends string = string> = FiguresOn<B> & {
  readonly before: readonly number[]
  readonly matrix: ScoreMatrix
  /** What came of it: it predicts, and may be saved or gone on from. */
  readonly learner: Learner
}

const trained = <B extends string>(run: Run): TE.TaskEither<Fault, Omit<Trained<B>, 'learner'>> =>
  pipe(
    TE.fromTask(async () => {
      const rows: (readonly number[])[] = []
      for await (const event of run.events()) {
        if (event._tag === 'Evaluated') rows.push(scoresOf(event))
        if (event._tag === 'RunFailed') return TE.left(event.fault)
        if (event._tag === 'RunEnded') {
          const [before = [], ...matrix] = rows
          return TE.right({ before, matrix, ...event.metrics } as unknown as Omit<Trained<B>, 'learner'>)
        }
      }
      return TE.left(fault({ where: run.started.method, rule: 'a run must come to its end' }))
    }),
    TE.flatten,
  )

/**
 * One run of a method on a benchmark, as `retain run` does it; on wasm unless told otherwise, which gives the same numbers on every
 * machine.
 *
 * @returns a `Left` when an option or a setting is out of range, data is missing, or the run diverges
 * @example
 * const { matrix } = await orThrow(train(methods.emcl!, { benchmark: 'permuted-mnist', tasks: 2, samples: 20 }))
 * matrix.length   // => 2
 */
export const train = <const B extends string>(
  method: Method,
  settings: TrainSettings<B>,
): TE.TaskEither<Fault, Trained<B>> => {
  const { from, init, ...rest } = settings
  return pipe(
    TE.Do,
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(settings.benchmark))),
    TE.bind('options', ({ benchmark }) => {
      const bundled = bundledMemory(method.options, { ...settings, benchmark })
      const before = from?.kept.name === method.name ? from.kept.options : {}
      const given = { ...benchmark.options?.[method.name], ...bundled, ...before, ...settings.options }
      return TE.fromEither(runOptions(method.name, method.options, given))
    }),
    TE.bind('weights', () => (init === undefined ? TE.right(undefined) : TE.fromEither(weightsIn(init)))),
    TE.chain(({ weights, ...checked }) => {
      let kept: Kept | undefined
      const backend = settings.backend ?? 'wasm'
      const goesOn = from && {
        learner: from.kept,
        ownNetwork: from.kept.network,
        network: settings.network ?? String(from.kept.about.network ?? from.kept.network.name),
      }
      return pipe(
        experiment({
          evaluate: 'test',
          ...rest,
          ...checked,
          ...goesOn,
          ...(weights === undefined ? {} : { weights, init }),
          backend,
          name: method.name,
          method,
          seeds: [settings.seed ?? from?.kept.seed ?? 0],
          keep: {
            each: false,
            to: (of) => {
              kept = of
              return E.right(undefined)
            },
          },
        }),
        TE.chain(({ runs }) => trained<B>(runs[0]!)),
        TE.bindTo('figures'),
        TE.bind('learner', () =>
          kept === undefined
            ? TE.left(fault({ where: method.name, rule: 'a run that ended must leave a learner' }))
            : learnerOn(kept, backend),
        ),
        TE.map(({ figures, learner }) => ({ ...figures, learner }) as Trained<B>),
      )
    }),
  )
}
