import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import type { DataSet, HostBatch } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { Session, StreamEvent, Weights } from '../interpreters/runtime/index.ts'
import type { Interface } from '../networks/index.ts'
import type { Kept } from '../saved/index.ts'
import type { Stream } from '../streams/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'

/** A session whose first state is given weights. */
export const startingAt = <B>(session: Session<B>, weights: Weights | undefined): Session<B> =>
  weights === undefined ? session : { ...session, initial: (seed) => session.initial(seed, weights) }

/**
 * A session whose first state is that of a learner, and whose tasks come after so many that it has learned: what is task 0 to whoever asks
 * is the next one to the method.
 */
export const goingOnFrom = <B>(session: Session<B>, { state }: Pick<Kept, 'state'>, learned: number): Session<B> => {
  const later = <A extends { readonly task: number }>(of: A): A => ({ ...of, task: of.task + learned })
  const event = (of: StreamEvent): StreamEvent => ({
    ...later(of),
    batches: pipe(
      of.batches,
      R.map((batch: HostBatch) => later(batch)),
    ),
  })
  const { device, read, save, restore, release, buffers } = session
  // Each by name: whatever else a session is asked by a task, it must be asked by the later one.
  return {
    ...{ device, read, save, restore, release, buffers },
    initial: () => session.restore(state),
    handle: (seed, at, of) => session.handle(seed, at, event(of)),
    together: (at, of) => session.together(at, event(of)),
    handleAll: (seed, at, all) => session.handleAll(seed, at, all.map(event)),
    adapt: (seed, at, to) => session.adapt(seed, at, { ...later(to), support: later(to.support) }),
    predictor: (seed, at, task) => session.predictor(seed, at, task + learned),
  }
}

/** Whether a stream is the one that a learner comes from, so that it goes on where that ended. */
const isSame = ({ about, seed }: Kept, settings: ExperimentSettings, data: DataSet): boolean => {
  const { benchmark, samples, classOrder, evaluate } = settings
  return (
    about.benchmark === benchmark.name &&
    settings.seeds.every((one) => one === seed) &&
    about.samples === (samples ?? benchmark.samples) &&
    about.classOrder === (classOrder ?? benchmark.classOrder) &&
    about.evaluate === evaluate &&
    about.data === data.source
  )
}

/** How many tasks of the stream of these settings a learner has behind it: those that it has learned, if it comes from that. */
const behind = (settings: ExperimentSettings, data: DataSet): number =>
  settings.learner !== undefined && isSame(settings.learner, settings, data) ? settings.learner.tasks.length : 0

/**
 * The tasks that are left of a stream to a learner that goes on: those after the ones that it comes from, or all of another stream. So many
 * as are asked for, else the rest of the benchmark's own.
 */
export const leftOf =
  (settings: ExperimentSettings, data: DataSet) =>
  (draw: (tasks: number | undefined) => E.Either<Fault, Stream>): E.Either<Fault, Stream> => {
    const learned = behind(settings, data)
    if (learned === 0) return draw(settings.tasks)
    const { benchmark, tasks } = settings
    const more = tasks ?? benchmark.tasks - learned
    return more < 1
      ? E.left(
          fault({
            where: '--from',
            rule: `there must be a task left of ${benchmark.name}`,
            got: `${learned} learned, of ${benchmark.tasks}`,
            hint: 'ask for so many more with --tasks N, where it has more, or name another benchmark',
          }),
        )
      : pipe(
          draw(learned + more),
          E.map((stream) => ({
            ...stream,
            tasks: stream.tasks.slice(learned).map((task, index) => ({ ...task, index, number: task.index })),
          })),
        )
  }

/** That a learner can go on with a benchmark: it must have been put between such inputs and so many outputs. */
export const meets = ({ between }: Kept, on: Required<Interface>, benchmark: string): E.Either<Fault, void> => {
  const words = ({ inputShape, outputs, heads }: Required<Interface>): string =>
    `inputs of ${inputShape.join(' × ')}, ${outputs} outputs and ${heads === 'task' ? 'a head a task' : 'one head'}`
  return words(between) === words(on)
    ? E.right(undefined)
    : E.left(
        fault({
          where: '--from',
          rule: `a benchmark to go on with must have ${words(between)}, as what the learner comes from`,
          got: `${words(on)} of ${benchmark}`,
        }),
      )
}
