import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { readBatch, subset } from '../data/index.ts'
import { type EventName, eventNames } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { type Cost, flops, type Occurrence } from '../interpreters/cost/index.ts'
import type { Buffer, MachineDevice } from '../interpreters/devices/index.ts'
import { type Session, type State, session } from '../interpreters/runtime/index.ts'
import { batchesOf, type Task, type TaskLength, unitOf } from '../streams/index.ts'
import { episodesIn, judgeEpisodes } from './episode-exam.ts'
import { exams } from './exam.ts'
import { judgingTrajectories } from './expected-trajectory.ts'
import { type Measured, measured, type Repeated, repeated } from './measured-event.ts'
import { saidBefore } from './online-exam.ts'
import { adaptingSteps, detour } from './protocol/episodes.ts'
import { continual, type Protocol, timesInside } from './protocol/index.ts'
import type { TimedRun } from './timed-run.ts'
import { trajectoriesIn } from './trajectory-exam.ts'

/** What a run is expected to take on one backend, from a few of its events. */
export interface ExpectedTime {
  readonly backend: string
  readonly trainSeconds: number
  readonly evalSeconds: number
  /** A batch of the last task. */
  readonly batchSeconds: number
  /** Whether events took too long to be tried: their time is told from that of predictions, by their work. */
  readonly rough: boolean
}

/** Whether an event comes batch after batch, or meta-batch after meta-batch. */
const isRepeated = (name: EventName): boolean => name === 'onBatch' || name === 'onEpisodes'

const costAt = ({ course }: TimedRun, name: EventName, task: number): Cost | undefined => {
  const { start, batch, end, others } = course.tasks[task]!
  return { ...others, onTaskStart: start, onBatch: batch, onEpisodes: batch, onTaskEnd: end }[name]
}

/** Of an event that changes with tasks, the first, the last and one between are tried; of another, one. */
const chosen = (occurrences: readonly Occurrence[]): readonly Occurrence[] => {
  const [first] = occurrences
  const last = occurrences.at(-1)
  if (first === undefined || last === undefined) return []
  if (JSON.stringify(first.form) === JSON.stringify(last.form)) return [last]
  const middle = occurrences.at(-2)
  return middle === undefined || middle === first ? [first, last] : [first, middle, last]
}

/** Between two tasks that were tried an event takes so much longer as it does work. */
const between = (
  points: readonly Measured[],
  task: number,
  work: (task: number) => number,
  of: (one: Measured) => number,
): number => {
  const later = Math.max(
    0,
    points.findIndex((one) => one.occurrence.task >= task),
  )
  const [a, b] = [points[Math.max(0, later - 1)]!, points[later]!]
  const [from, to] = [work(a.occurrence.task), work(b.occurrence.task)]
  return from === to ? of(b) : of(a) + ((of(b) - of(a)) * (work(task) - from)) / (to - from)
}

/**
 * Whether a task has such an event, if the method does something at it: meta-batches where it has episodes, and else batches and an end.
 *
 * @law as `taskSteps` has it
 */
export const happens = (name: EventName, { episodes }: TaskLength): boolean =>
  name === 'onEpisodes' ? episodes !== undefined : name === 'onTaskStart' || episodes === undefined

const trained = (run: TimedRun, name: EventName, points: readonly Measured[]): number => {
  const [first] = points
  if (first === undefined) return 0
  const work = (task: number): number => {
    const cost = costAt(run, name, task)
    return cost === undefined ? 0 : flops(cost).most
  }
  const compiledOnce = points.length === 1
  const happening = run.stream.tasks.flatMap((one, task) => (happens(name, one) ? [{ one, task }] : []))
  return happening.reduce(
    (sum, { one, task }) =>
      sum +
      between(points, task, work, ({ again }) => again) * (isRepeated(name) ? batchesOf(one, run.schedule) : 1) +
      (compiledOnce ? 0 : between(points, task, work, (one) => one.first)),
    (compiledOnce ? first.first : 0) + (isRepeated(name) ? happening.length * first.reading : 0),
  )
}

/** How many examples of a task are judged to tell how long all take: the first number, and if that is quick the second. */
const judged = [100, 1000] as const

/** So many seconds is an event given. */
const patience = 2

/** So many seconds are predictions and each kind of event repeated, all of its tasks together. */
const room: { readonly [name in EventName | 'judging']?: number } & { readonly judging: number } = {
  judging: 0.3,
  onTaskStart: 0.1,
  onBatch: 1.2,
  onEpisodes: 1.2,
}
const otherwise = 0.3

/** How long the exam on some of the examples of the last task takes, for each of them. Their inputs are made ready the first time. */
const judging = async (
  on: Session<Buffer>,
  initial: State<Buffer>,
  { stream, setting, protocol = continual }: TimedRun,
): Promise<E.Either<Fault, Repeated>> => {
  const { index, test, classes } = stream.tasks.at(-1)!
  const sitting = (count: number) => {
    const few = subset(
      test,
      Array.from({ length: count }, (_, i) => i),
    )
    const paper = { examples: few, task: index, among: setting.between.heads === 'task' ? classes : undefined }
    return repeated(exams([paper], protocol.exam)[0]!(on, initial, stream.seed), room.judging)
  }
  const counts = judged.map((count) => Math.min(count, test.count))
  const each = (times: Repeated, count: number): Repeated => ({
    first: times.first / count,
    again: times.again / count,
  })
  // The first of all compiles; those after it read and predict.
  const first = await sitting(counts[0]!)
  if (E.isLeft(first)) return first
  const count = first.right.again > patience / 20 ? counts[0]! : counts[1]!
  const compiled = count === counts[0] ? first : await sitting(count)
  return E.isLeft(compiled)
    ? compiled
    : pipe(
        await sitting(count),
        E.map((one) => each(one, count)),
      )
}

/** As how many predictions of an example judging takes, of an example or of an episode: a step takes about three of each it sees. */
const examplesLike = ({ episodes }: Task): number => {
  if (episodes === undefined) return 1
  const steps = [...adaptingSteps, detour.away, detour.back].reduce<number>((a, b) => a + b, 0)
  return (adaptingSteps.length + 2) * episodes.test.query + 3 * steps * episodes.test.support
}

/** How long judging an episode takes, by a few of the last stretch; the first of all compiles. */
const judgingEpisodes = async (
  on: Session<Buffer>,
  initial: State<Buffer>,
  { stream, protocol = continual }: TimedRun,
): Promise<E.Either<Fault, Repeated>> => {
  const stretch = stream.tasks.at(-1)!
  const sitting = (count: number) => judgeEpisodes(stretch, protocol.exam, 0, count)(on, initial, stream.seed)
  const start = performance.now()
  const warm = await sitting(1)()
  if (E.isLeft(warm)) return warm
  const seconds = (performance.now() - start) / 1000
  const count = seconds > patience ? 1 : Math.min(5, episodesIn(stretch))
  return pipe(
    await repeated(sitting(count), room.judging),
    E.map(({ again }) => ({ first: Math.max(0, seconds - again / count), again: again / count })),
  )
}

/** How long to predict a batch takes before it is learned, by the first of the last stretch. */
const judgingBatches = async (
  on: Session<Buffer>,
  initial: State<Buffer>,
  { stream, schedule, protocol = continual }: TimedRun,
): Promise<E.Either<Fault, Repeated & { readonly count: number }>> => {
  const stretch = stream.tasks.at(-1)!
  const count = Math.min(stretch.train.count, schedule.batch * unitOf(stretch))
  const batch = readBatch(
    stretch.train,
    Int32Array.from({ length: count }, (_, i) => i),
    stretch.index,
  )
  if (E.isLeft(batch)) return batch
  return pipe(
    await repeated(() => saidBefore(protocol.exam, batch.right)(on, initial, stream.seed), room.judging),
    E.map((time) => ({ ...time, count })),
  )
}

/** The same of whatever sits an exam without batches: episodes, or trajectories of them; or where batches are predicted one by one. */
const judgingOthers = async (on: Session<Buffer>, initial: State<Buffer>, run: TimedRun) => {
  const { course, stream, protocol = continual } = run
  const last = stream.tasks.at(-1)!
  const aFlop = course.prediction.examples / course.prediction.flops
  const { episodes }: Protocol['exam'] = protocol.exam
  if (episodes?.along === 'batches')
    return pipe(
      await judgingBatches(on, initial, run),
      E.map(({ count, ...time }) => ({
        ...time,
        rough: false,
        count: (task: Task) => (happens('onBatch', task) ? batchesOf(task, run.schedule) : 0),
        secondsAFlop: (time.again * aFlop) / count,
      })),
    )
  const form = episodes?.trajectories
  if (form !== undefined)
    return pipe(
      await judgingTrajectories(on, initial, run, form, room.judging, patience),
      E.map(({ prediction, ...time }) => ({
        ...time,
        count: (task: Task) => trajectoriesIn(task, form),
        secondsAFlop: prediction * aFlop,
      })),
    )
  return pipe(
    await judgingEpisodes(on, initial, run),
    E.map((time) => ({
      ...time,
      rough: false,
      count: episodesIn,
      secondsAFlop: (time.again * aFlop) / examplesLike(last),
    })),
  )
}

/**
 * Tries a few events of a run on a device, for a second or two, and tells how long all of it would take. Events that grow with
 * tasks are tried at the first, one of the middle and the last; between them time goes with work.
 */
export const expectedTime =
  (device: MachineDevice, run: TimedRun): TE.TaskEither<Fault, ExpectedTime> =>
  async () => {
    const { stream, course } = run
    const on = session({ ...run.setting, device })
    const start = await on.initial(stream.seed)()
    if (E.isLeft(start)) return start
    const initial = start.right
    try {
      const {
        exam: { episodes },
      }: Protocol = run.protocol ?? continual
      const exam = await (episodes === undefined
        ? pipe(
            await judging(on, initial, run),
            E.map((time) => ({
              ...time,
              rough: false,
              count: () => 0,
              secondsAFlop: (time.again * course.prediction.examples) / course.prediction.flops,
            })),
          )
        : judgingOthers(on, initial, run))
      if (E.isLeft(exam)) return exam
      const { secondsAFlop } = exam.right
      let { rough } = exam.right
      let trainSeconds = 0
      let batchSeconds = 0
      for (const name of eventNames) {
        const points: Measured[] = []
        const tried = chosen(course.occurrences.filter(({ form }) => form.name === name))
        for (const occurrence of tried) {
          const cost = costAt(run, name, occurrence.task)
          const guess = cost === undefined ? 0 : flops(cost).most * secondsAFlop
          if (guess > patience) {
            rough = true
            points.push({ occurrence, first: 0, again: guess, reading: 0 })
            continue
          }
          const point = await measured(device, on, run, initial, occurrence, (room[name] ?? otherwise) / tried.length)
          if (E.isLeft(point)) return point
          points.push(point.right)
        }
        trainSeconds += trained(run, name, points)
        if (isRepeated(name) && happens(name, stream.tasks.at(-1)!)) batchSeconds = points.at(-1)?.again ?? batchSeconds
      }
      if (episodes !== undefined) {
        const stretches = stream.tasks.map(exam.right.count)
        const inside = stream.tasks.reduce(
          (sum, task, i) => sum + stretches[i]! * timesInside(batchesOf(task, run.schedule), run.evaluateEvery),
          0,
        )
        const all = stretches.reduce((a, b) => a + b, 0)
        // Where batches are predicted nothing is asked before and inside.
        const judged = episodes.along === 'batches' ? all : (stretches[0] ?? 0) + all + inside
        const evalSeconds = exam.right.first + judged * exam.right.again
        return E.right({ backend: device.name, trainSeconds, evalSeconds, batchSeconds, rough })
      }
      const sittings = [0, ...stream.tasks.map((_, task) => task + 1)].map((learned) =>
        (run.protocol ?? continual).exam.on(learned, stream.tasks.length),
      )
      const inside = stream.tasks.reduce(
        (sum, task) => sum + timesInside(batchesOf(task, run.schedule), run.evaluateEvery),
        0,
      )
      // Inputs are made ready at the first sitting of a task.
      const evalSeconds = stream.tasks.reduce((sum, { test }, task) => {
        const sat = inside + sittings.filter((count) => count > task).length
        return sum + test.count * (exam.right.first + sat * exam.right.again)
      }, 0)
      return E.right({ backend: device.name, trainSeconds, evalSeconds, batchSeconds, rough })
    } finally {
      on.release(initial)
    }
  }
