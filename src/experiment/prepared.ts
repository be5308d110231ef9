import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataSet } from '../data/index.ts'
import type { MethodProgram } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { Weights } from '../interpreters/runtime/index.ts'
import type { Network } from '../networks/index.ts'
import { weightsFor } from '../saved/index.ts'
import { benchmarks, judgedBy, type Schedule, type Stream, sound } from '../streams/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { fittedNetwork, interfaceOf } from './fitted-network.ts'
import { leftOf, meets } from './going-on.ts'
import { programOf } from './program.ts'
import { protocolOf } from './protocol/index.ts'
import { scheduleOf } from './schedule.ts'

/** All of an experiment but the device it runs on. */
export interface Prepared {
  readonly program: MethodProgram
  readonly network: Network
  readonly data: DataSet
  /** What the network starts from, in place of its initialisation. */
  readonly weights?: Weights | undefined
  /** One a seed. */
  readonly streams: readonly Stream[]
  readonly schedule: Schedule
}

/** That an order of classes is asked for only where tasks are classes. */
const ordered = (settings: ExperimentSettings, stream: Stream): E.Either<Fault, Stream> =>
  settings.classOrder === undefined ||
  settings.benchmark.classesPerTask !== undefined ||
  stream.tasks.some(({ classes }) => classes !== undefined)
    ? E.right(stream)
    : E.left(
        fault({
          where: settings.benchmark.name,
          rule: 'an order of classes needs a benchmark whose tasks are classes of their own',
          got: `\`${settings.classOrder}\``,
          hint: 'leave --class-order away, or name a benchmark such as split-mnist',
        }),
      )

/** That the examples that are to be remembered of all tasks are at least one a task where a method counts them by the task. */
const shared = ({ name, method, options, memory }: ExperimentSettings, { tasks }: Stream): E.Either<Fault, void> =>
  memory === undefined || method.options.memory?.per !== 'task' || Number(options.memory) * tasks.length <= memory
    ? E.right(undefined)
    : E.left(
        fault({
          where: name,
          rule: `the examples to remember of all tasks must be at least as many as ${tasks.length} tasks take, each \`memory\` of its own`,
          got: `${memory}, with ${options.memory} a task`,
          hint: `ask for ${Number(options.memory) * tasks.length} or more, or leave --memory away and say how many a task by --set memory=1`,
        }),
      )

const streamsOf = (settings: ExperimentSettings, data: DataSet): E.Either<Fault, readonly Stream[]> =>
  pipe(
    settings.seeds,
    E.traverseArray((seed) =>
      pipe(
        leftOf(settings, data)((tasks) => settings.benchmark.stream(data, { ...settings, tasks, seed })),
        E.chain((stream) => ordered(settings, stream)),
        E.chain(sound(settings.evaluate)),
        E.chain(judgedBy(settings.judgeBy)),
        E.chainFirst((stream) => shared(settings, stream)),
      ),
    ),
  )

/** That a method does something at an event that the benchmark has. */
const suits =
  ({ name, benchmark }: ExperimentSettings) =>
  (program: MethodProgram): E.Either<Fault, MethodProgram> => {
    const { events, exam } = protocolOf(benchmark)
    if (events.some((event) => program.handlers[event] !== undefined)) return E.right(program)
    const [wanted, other] = exam.episodes === undefined ? ['batches', 'episodes'] : ['episodes', 'batches']
    const fits = benchmarks.find((one) => (protocolOf(one).exam.episodes === undefined) === (wanted === 'episodes'))
    return E.left(
      fault({
        where: name,
        rule: `a method that learns ${benchmark.name} must say what it does on its ${wanted}: ${wanted === 'episodes' ? '`onEpisodes`' : '`onBatch`'}`,
        got: Object.keys(program.handlers)
          .map((event) => `\`${event}\``)
          .join(', '),
        hint: `it may learn a benchmark of ${other}, such as --benchmark ${fits?.name ?? 'permuted-mnist'}; retain list benchmarks tells of all`,
      }),
    )
  }

/** Checks what can go wrong before a device is there, on data that was read: the streams are drawn, the handlers called. */
export const prepared =
  (settings: ExperimentSettings) =>
  (data: DataSet): E.Either<Fault, Prepared> =>
    pipe(
      E.Do,
      E.bind('program', () => pipe(programOf(settings), E.chain(suits(settings)))),
      E.chainFirst(() => {
        const { learner, benchmark } = settings
        return learner === undefined ? E.right(undefined) : meets(learner, interfaceOf(benchmark, data), benchmark.name)
      }),
      E.bind('network', () => fittedNetwork(settings, data)),
      E.bind('data', () => E.right(data)),
      E.bind('weights', ({ network }) => {
        const { weights, benchmark } = settings
        return weights === undefined ? E.right(undefined) : weightsFor(network, interfaceOf(benchmark, data), weights)
      }),
      E.bind('streams', () => streamsOf(settings, data)),
      E.bind('schedule', ({ streams }) => scheduleOf(settings, streams)),
    )
