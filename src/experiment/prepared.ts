import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Method, MethodProgram, Values } from '../dsl/index.ts'
import { type Fault, fault, unknownName } from '../fault.ts'
import type { BackendChoice } from '../interpreters/tfjs/index.ts'
import { type Network, networks } from '../networks/index.ts'
import type { Benchmark, ClassOrder, DataSet, Evaluate, Stream } from '../streams/index.ts'

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
  /** Mean 0 and deviation 1 in each channel instead of values in [0, 1]. */
  readonly normalise?: boolean | undefined
  /** The order in which classes come, where tasks are classes. */
  readonly classOrder?: ClassOrder | undefined
  /** A folder of data files; what is embedded when it isn't given. */
  readonly folder?: string | undefined
  readonly backend: BackendChoice
}

/** All of an experiment but the device it runs on. */
export interface Prepared {
  readonly program: MethodProgram
  readonly network: Network
  readonly data: DataSet
  /** One a seed. */
  readonly streams: readonly Stream[]
  readonly batch: number
}

const networkNamed = (name: string): E.Either<Fault, Network> =>
  pipe(
    networks.find((one) => one.name === name)?.network,
    E.fromNullable(
      unknownName({ where: 'network', what: 'network', name, known: networks.map((network) => network.name) }),
    ),
  )

/** The method as data. Its handlers are code of whoever wrote it: what they throw is caught here. */
export const programOf = ({
  name,
  method,
  options,
}: Pick<ExperimentSettings, 'name' | 'method' | 'options'>): E.Either<Fault, MethodProgram> =>
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

/** That an order of classes is asked for only where tasks are classes. */
const ordered = (settings: ExperimentSettings, stream: Stream): E.Either<Fault, Stream> =>
  settings.classOrder === undefined || stream.tasks.some(({ classes }) => classes !== undefined)
    ? E.right(stream)
    : E.left(
        fault({
          where: settings.benchmark.name,
          rule: 'an order of classes needs a benchmark whose tasks are classes of their own',
          got: `\`${settings.classOrder}\``,
          hint: 'leave --class-order away, or name a benchmark such as split-mnist',
        }),
      )

const streamsOf = (settings: ExperimentSettings, data: DataSet): E.Either<Fault, readonly Stream[]> =>
  pipe(
    settings.seeds,
    E.traverseArray((seed) =>
      pipe(
        settings.benchmark.stream(data, { ...settings, seed }),
        E.chain((stream) => ordered(settings, stream)),
      ),
    ),
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

/** Checks what can go wrong before a device is there, on data that was read: the streams are drawn, the handlers called. */
export const prepared =
  (settings: ExperimentSettings) =>
  (data: DataSet): E.Either<Fault, Prepared> =>
    pipe(
      E.Do,
      E.bind('program', () => programOf(settings)),
      E.bind('network', () => networkNamed(settings.benchmark.network)),
      E.bind('data', () => E.right(data)),
      E.bind('streams', () => streamsOf(settings, data)),
      E.bind('batch', ({ streams }) => batchSize(settings, streams)),
    )
