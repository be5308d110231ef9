import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method, MethodProgram, Values } from '../dsl/index.ts'
import { type Fault, fault, unknownName } from '../fault.ts'
import { session } from '../interpreters/index.ts'
import { type BackendChoice, tfjsDevice } from '../interpreters/tfjs/index.ts'
import { type Network, networks } from '../networks/index.ts'
import type { Benchmark, DataSet, Evaluate, Stream } from '../streams/index.ts'
import type { RunEvent, RunStarted } from './event.ts'
import { run } from './run.ts'
import { versions } from './versions.ts'

/** What to run; what isn't given is the benchmark's own. */
export interface ExperimentSettings {
  /** How records name the method: its name in the registry, or its file. */
  readonly name: string
  readonly method: Method
  /** Checked options: see `decodeOptions`. */
  readonly options: Values
  readonly benchmark: Benchmark
  readonly seeds: readonly number[]
  readonly tasks?: number | undefined
  readonly samples?: number | undefined
  readonly batch?: number | undefined
  readonly evaluate: Evaluate
  /** A folder of data files; what is embedded when it isn't given. */
  readonly folder?: string | undefined
  readonly backend: BackendChoice
}

/** One run that is ready to start. */
export interface Run {
  readonly started: RunStarted
  /** The names and sizes of its tasks. */
  readonly stream: Stream
  readonly events: (signal?: AbortSignal) => AsyncGenerator<RunEvent, void, undefined>
}

export interface Experiment {
  readonly backend: string
  /** One a seed. They share a device: start one when the one before it has ended. */
  readonly runs: readonly Run[]
  /** How many buffers the device holds: 0 between runs. */
  readonly buffers: () => number
}

const networkNamed = (name: string): E.Either<Fault, Network> =>
  pipe(
    networks.find((one) => one.name === name)?.network,
    E.fromNullable(
      unknownName({ where: 'network', what: 'network', name, known: networks.map((network) => network.name) }),
    ),
  )

/** The method as data. Its handlers are code of whoever wrote it: what they throw is caught here. */
const programOf = ({ name, method, options }: ExperimentSettings): E.Either<Fault, MethodProgram> =>
  E.tryCatch(
    () => method.program(options),
    (error) =>
      fault({
        where: name,
        rule: 'the handlers of the method must build their terms',
        got: error instanceof Error ? error.message : String(error),
        hint: 'a handler is called once, with terms for the slots, and returns terms for their new values',
      }),
  )

const streamsOf = (settings: ExperimentSettings, data: DataSet): E.Either<Fault, readonly Stream[]> =>
  pipe(
    settings.seeds,
    E.traverseArray((seed) => settings.benchmark.stream(data, { ...settings, seed })),
  )

/** The batch size, if it is a whole number and no larger than the largest task. */
const batchSize = (settings: ExperimentSettings, streams: readonly Stream[]): E.Either<Fault, number> => {
  const batch = settings.batch ?? settings.benchmark.batch
  const most = Math.max(0, ...streams.flatMap(({ tasks }) => tasks.map(({ train }) => train.count)))
  const wrong = (rule: string, hint: string) =>
    E.left(fault({ where: settings.benchmark.name, rule, got: `${batch}`, hint }))
  if (!Number.isSafeInteger(batch) || batch < 1) return wrong('`batch` must be a whole number, at least 1', 'try 10')
  return settings.batch !== undefined && batch > most
    ? wrong(`\`batch\` must be at most ${most}, the training examples of a task`, `ask for ${most} or fewer`)
    : E.right(batch)
}

/**
 * Gets everything ready that can go wrong before anything is trained: the data is read and checked, the streams are drawn, the
 * backend is loaded.
 */
export const experiment = (settings: ExperimentSettings): TE.TaskEither<Fault, Experiment> =>
  pipe(
    TE.Do,
    TE.bind('program', () => TE.fromEither(programOf(settings))),
    TE.bind('network', () => TE.fromEither(networkNamed(settings.benchmark.network))),
    TE.bind('data', () => settings.benchmark.data(settings.folder)),
    TE.bind('streams', ({ data }) => TE.fromEither(streamsOf(settings, data))),
    TE.bind('batch', ({ streams }) => TE.fromEither(batchSize(settings, streams))),
    TE.bind('device', () => tfjsDevice(settings.backend)),
    TE.map(({ program, network, data, streams, batch, device }) => {
      const { name, options, benchmark, evaluate, folder } = settings
      const between = { inputShape: data.train.inputShape, outputs: data.train.classes }
      const shared = session({ program, network, between, device })
      const started = (stream: Stream): RunStarted => ({
        _tag: 'RunStarted',
        format: 1,
        method: name,
        benchmark: benchmark.name,
        network: benchmark.network,
        options,
        seed: stream.seed,
        tasks: stream.tasks.length,
        samples: settings.samples ?? benchmark.samples,
        batch,
        evaluate,
        data: data.source,
        ...(folder === undefined ? {} : { folder }),
        backend: device.name,
        versions: versions(),
      })
      return {
        backend: device.name,
        runs: pipe(
          streams,
          RA.map((stream) => ({
            started: started(stream),
            stream,
            events: (signal?: AbortSignal) =>
              run({ started: started(stream), program, stream, session: shared, signal }),
          })),
        ),
        buffers: device.buffers,
      }
    }),
  )
