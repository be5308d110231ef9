import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { benchmarkNamed } from '../streams/index.ts'
import { bundledMemory } from './bundled-memory.ts'
import { experiment, type Run } from './experiment.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { type Metrics, type regression, type ScoreMatrix, scoresOf } from './protocol/index.ts'
import { runOptions } from './run-options.ts'

/** What a method is trained on; what isn't given is the method's or the benchmark's own. */
export interface TrainSettings<B extends string = string>
  extends Partial<Omit<ExperimentSettings, 'name' | 'method' | 'options' | 'benchmark' | 'seeds'>> {
  /** A benchmark's name: `npx retain list benchmarks`. */
  readonly benchmark: B
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
}

/** What a run on a benchmark comes to: errors where numbers are to be predicted, else accuracies. */
type FiguresOn<B extends string> = B extends 'drifting-sines'
  ? Readonly<Record<(typeof regression)['metrics'][number]['name'], number>>
  : Metrics

/** How a run went: the score on each task before training and after each task, and what they come to. */
export type Trained<B extends string = string> = FiguresOn<B> & {
  readonly before: readonly number[]
  readonly matrix: ScoreMatrix
}

const trained = <B extends string>(run: Run): TE.TaskEither<Fault, Trained<B>> =>
  pipe(
    TE.fromTask(async () => {
      const rows: (readonly number[])[] = []
      for await (const event of run.events()) {
        if (event._tag === 'Evaluated') rows.push(scoresOf(event))
        if (event._tag === 'RunFailed') return TE.left(event.fault)
        if (event._tag === 'RunEnded') {
          const [before = [], ...matrix] = rows
          return TE.right({ before, matrix, ...event.metrics } as unknown as Trained<B>)
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
): TE.TaskEither<Fault, Trained<B>> =>
  pipe(
    TE.Do,
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(settings.benchmark))),
    TE.bind('options', ({ benchmark }) => {
      const bundled = bundledMemory(method.options, { ...settings, benchmark })
      const given = { ...benchmark.options?.[method.name], ...bundled, ...settings.options }
      return TE.fromEither(runOptions(method.name, method.options, given))
    }),
    TE.chain((checked) =>
      experiment({
        evaluate: 'test',
        backend: 'wasm',
        ...settings,
        ...checked,
        name: method.name,
        method,
        seeds: [settings.seed ?? 0],
      }),
    ),
    TE.chain(({ runs }) => trained<B>(runs[0]!)),
  )
