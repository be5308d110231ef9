import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type Kept, weightsIn } from '../saved/index.ts'
import { type Benchmark, benchmarkFrom, benchmarkNamed, inScenario } from '../streams/index.ts'
import { bundledMemory } from './bundled-memory.ts'
import { experiment, type Run } from './experiment.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import type { Learner } from './learner.ts'
import {
  type Metrics,
  metricFrom,
  type OwnMetric,
  type regression,
  type ScoreMatrix,
  scoresOf,
} from './protocol/index.ts'
import { type Remembered, rememberedIn } from './remembered-in.ts'
import { runOptions } from './run-options.ts'
import { learnerOn } from './save-learner.ts'

/** What a method is trained on; what isn't given is the method's or the benchmark's own. */
export interface TrainSettings<B extends string | Benchmark = string>
  extends Partial<
    Omit<
      ExperimentSettings,
      | 'name'
      | 'method'
      | 'options'
      | 'benchmark'
      | 'seeds'
      | 'from'
      | 'init'
      | 'learner'
      | 'weights'
      | 'keep'
      | 'metrics'
      | 'ownMetrics'
    >
  > {
  /** A benchmark's name (`npx retain list benchmarks`), or one of one's own, as `defineBenchmark` makes it. */
  readonly benchmark: B
  /** Metrics of one's own, as `defineMetric` makes them: what they come to is in `own`. */
  readonly metrics?: readonly OwnMetric[]
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given; that of `from` where there is one. */
  readonly seed?: number
  /** A learner that goes on: with the tasks that are left of its own stream, or with all of another. Its network is taken. */
  readonly from?: Learner
  /** A file of safetensors whose weights the network starts from, or the folder of a saved learner. */
  readonly init?: string
}

/** What a run on a benchmark comes to: errors where numbers are to be predicted, else accuracies. */
type Errors = Readonly<Record<(typeof regression)['metrics'][number]['name'], number>>
type FiguresOn<B extends string | Benchmark> = B extends Benchmark
  ? Partial<Metrics & Errors>
  : B extends 'drifting-sines' | 'own-regression'
    ? Errors
    : Metrics

/** How a run went: the score on each task before training and after each task, and what they come to. */
export type Trained<B extends string | Benchmark = string> = FiguresOn<B> & {
  readonly before: readonly number[]
  readonly matrix: ScoreMatrix
  /** What came of it: it predicts, and may be saved or gone on from. */
  readonly learner: Learner
  /** What each memory keeps at the end, by the name of its slot. */
  readonly memories: Readonly<Record<string, readonly Remembered[]>>
  /** What metrics of one's own come to, by name. */
  readonly own: Readonly<Record<string, number>>
}

type Figured<B extends string | Benchmark> = Omit<Trained<B>, 'learner' | 'memories'>

/** What a state keeps in its memories. */
const memoriesOf = (state: Kept['state']): Trained['memories'] =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, slot]) => (slot._tag === 'Memory' ? [[name, rememberedIn(slot.value)]] : [])),
  )

/** The benchmark of that name, or one's own. It may come from code without types: each field is judged. */
const benchmarkOf = (benchmark: string | Benchmark): E.Either<Fault, Benchmark> =>
  typeof benchmark === 'string' ? benchmarkNamed(benchmark) : benchmarkFrom(benchmark)

const trained = <B extends string | Benchmark>(run: Run): TE.TaskEither<Fault, Figured<B>> =>
  pipe(
    TE.fromTask(async () => {
      const rows: (readonly number[])[] = []
      for await (const event of run.events()) {
        if (event._tag === 'Evaluated') rows.push(scoresOf(event))
        if (event._tag === 'RunFailed') return TE.left(event.fault)
        if (event._tag === 'RunEnded') {
          const [before = [], ...matrix] = rows
          return TE.right({ before, matrix, own: event.own ?? {}, ...event.metrics } as unknown as Figured<B>)
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
export const train = <const B extends string | Benchmark>(
  method: Method,
  settings: TrainSettings<B>,
): TE.TaskEither<Fault, Trained<B>> => {
  const { from, init, metrics: ownMetrics = [], ...rest } = settings
  return pipe(
    TE.Do,
    TE.bind('benchmark', () =>
      TE.fromEither(pipe(benchmarkOf(settings.benchmark), E.chain(inScenario(settings.scenario)))),
    ),
    TE.chainFirstEitherK(() => pipe(ownMetrics, E.traverseArray(metricFrom))),
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
          ownMetrics,
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
        TE.map(
          ({ figures, learner }) => ({ ...figures, learner, memories: memoriesOf(learner.kept.state) }) as Trained<B>,
        ),
      )
    }),
  )
}
