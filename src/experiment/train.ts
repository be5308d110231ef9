import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { benchmarkNamed } from '../streams/index.ts'
import { bundledMemory } from './bundled-memory.ts'
import { experiment, type Run } from './experiment.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import type { AccuracyMatrix, Metrics } from './protocol/metrics.ts'
import { runOptions } from './run-options.ts'

/** What a method is trained on; what isn't given is the method's or the benchmark's own. */
export interface TrainSettings
  extends Partial<Omit<ExperimentSettings, 'name' | 'method' | 'options' | 'benchmark' | 'seeds'>> {
  /** A benchmark's name: `npx retain list benchmarks`. */
  readonly benchmark: string
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
}

/** How a run went: the accuracy on each task before training and after each task, and what they come to. */
export interface Trained extends Metrics {
  readonly before: readonly number[]
  readonly matrix: AccuracyMatrix
}

const trained = (run: Run): TE.TaskEither<Fault, Trained> =>
  pipe(
    TE.fromTask(async () => {
      const rows: (readonly number[])[] = []
      for await (const event of run.events()) {
        if (event._tag === 'Evaluated') rows.push(event.accuracies)
        if (event._tag === 'RunFailed') return TE.left(event.fault)
        if (event._tag === 'RunEnded') {
          const [before = [], ...matrix] = rows
          return TE.right({ before, matrix, ...event.metrics })
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
export const train = (method: Method, settings: TrainSettings): TE.TaskEither<Fault, Trained> =>
  pipe(
    TE.Do,
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(settings.benchmark))),
    TE.bind('options', ({ benchmark }) => {
      const bundled = bundledMemory(method.options, { ...settings, benchmark })
      return TE.fromEither(runOptions(method.name, method.options, { ...bundled, ...settings.options }))
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
    TE.chain(({ runs }) => trained(runs[0]!)),
  )
