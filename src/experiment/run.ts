import { setImmediate } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { gradientCounter } from '../interpreters/cost/index.ts'
import {
  type Drawn,
  remembered,
  type Session,
  type State,
  type StreamEvent,
  withMemories,
} from '../interpreters/runtime/index.ts'
import { batchesOf, type Stream, type Task } from '../streams/index.ts'
import { type Handled, manyACall, peeking } from './many-a-call.ts'
import type { Gauge } from './measures/index.ts'
import { type Observe, observedBy } from './observed.ts'
import { saidBefore } from './online-exam.ts'
import type { EpisodeScores } from './protocol/episodes.ts'
import type { Place, RunEvent, RunStarted } from './protocol/event.ts'
import { judgesInside, metricsBy } from './protocol/metrics.ts'
import { type OwnMetric, ownFigures } from './protocol/own-metric.ts'
import { protocolOf, scored } from './protocol/protocols.ts'
import { type Moment, sittings } from './sitting.ts'
import { type TaskEvent, taskEvents } from './task-events.ts'

export interface RunSetup<Buffer> {
  readonly started: RunStarted
  readonly program: MethodProgram
  readonly stream: Stream
  readonly session: Session<Buffer>
  /** Whether only the classes of an example's own task compete, in learning and in judging. */
  readonly heads?: 'single' | 'task'
  /** Judges the learner on every task after each so many batches of a task, too; the run is the same run. */
  readonly evaluateEvery?: number | undefined
  /** What is measured after each task. */
  readonly gauge?: Gauge<Buffer> | undefined
  /** How many tasks the learner had learned before; none unless given. */
  readonly learned?: number
  /** Keeps the learner after each task, when it is judged. */
  readonly keeps?: ((state: State<Buffer>, learned: number) => TE.TaskEither<Fault, void>) | undefined
  /** Is told of every event. */
  readonly observe?: Observe | undefined
  /** Metrics of a user's own. */
  readonly ownMetrics?: readonly OwnMetric[] | undefined
  /** Ends the run at the next event once it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/** How long, in milliseconds, a run goes on before it lets timers, signals and input have their turn. */
const breath = 40

const stopwatch = () => {
  let total = 0
  return {
    time: async <A>(work: () => Promise<A>): Promise<A> => {
      const start = performance.now()
      try {
        return await work()
      } finally {
        total += performance.now() - start
      }
    },
    seconds: () => total / 1000,
  }
}

/** An event with its examples. */
const readEvent =
  (task: Task) =>
  ({ name, batch, batches }: TaskEvent): E.Either<Fault, StreamEvent> =>
    pipe(
      batches(),
      E.map((made) => ({ name, task: task.index, batch, batches: made })),
    )

/**
 * A run: the fold of a stream over a method's state, as the events it yields. The learner is judged on every task of the stream
 * before training, and after each task on those learned so far and the next; learning and judging are timed apart, and listeners
 * are not timed. The state is released when the run ends, however it ends.
 */
export const run = async function* <Buffer>(of: RunSetup<Buffer>): AsyncGenerator<RunEvent, void, undefined> {
  const { started, program, stream, session, signal, learned: earlier = 0 } = of
  const { seed, tasks } = stream
  const protocol = protocolOf(started)
  const training = stopwatch()
  const judging = stopwatch()
  const measuring = stopwatch()
  const sitting = sittings(stream, protocol.exam, of.heads)
  const counted = gradientCounter(program, tasks[0]?.train.classes ?? 0)
  let gradients: number | undefined = 0
  const add = (asked: number | undefined): void => {
    gradients = gradients === undefined || asked === undefined ? undefined : gradients + asked
  }
  const rows: (readonly number[])[] = []
  const predicts = protocol.exam.episodes?.along === 'batches'
  let said = { worth: 0, of: 0 }
  const handler = manyACall(session, seed, breath)
  let rested = performance.now()

  const interrupted = async (): Promise<boolean> => {
    if (performance.now() - rested > breath) {
      await setImmediate()
      rested = performance.now()
    }
    return signal?.aborted === true
  }

  yield started
  const first = await session.initial(seed)()
  if (E.isLeft(first)) {
    yield { _tag: 'RunFailed', fault: first.left, at: { task: 0, batch: 0, during: 'initialisation' } }
    return
  }
  let state = first.right

  /** The row of scores of an evaluation, and the time it took; nothing where the run doesn't go on. */
  const judged = async function* (
    moment: Moment,
    at: Place,
  ): AsyncGenerator<RunEvent, { readonly scores: readonly number[]; readonly seconds: number } | undefined> {
    const { parts, row } = sitting(moment)
    const all: EpisodeScores[] = []
    const before = judging.seconds()
    for (const { task, found } of parts) {
      if (await interrupted()) {
        yield { _tag: 'RunInterrupted', at }
        return undefined
      }
      const scores = await judging.time(found(session, state, seed))
      if (E.isLeft(scores)) {
        yield { _tag: 'RunFailed', fault: scores.left, at }
        return undefined
      }
      all.push(...scores.right)
      if (protocol.exam.episodes === undefined) add(counted('predict', earlier + task, {}, state))
      yield { _tag: 'TaskJudged', after: moment.learned, task }
    }
    // Of a stretch in which nothing was predicted there is nothing to say: 0.
    const scores = predicts ? [said.worth / Math.max(1, said.of)] : row(all)
    return { scores, seconds: judging.seconds() - before }
  }

  /** Both return whether the run goes on. */
  const judge = async function* (after: number): AsyncGenerator<RunEvent, boolean, undefined> {
    const at: Place = { task: Math.max(0, after - 1), batch: 0, during: 'evaluation' }
    const found = yield* judged({ learned: after, inside: false }, at)
    if (found === undefined) return false
    const { scores, seconds } = found
    rows.push(scores)
    const before = measuring.seconds()
    const measured = after === 0 ? undefined : await measuring.time(async () => of.gauge?.(stream, state, after)())
    if (measured !== undefined && E.isLeft(measured)) {
      yield { _tag: 'RunFailed', fault: measured.left, at }
      return false
    }
    const more =
      measured === undefined ? {} : { measured: { ...measured.right, seconds: measuring.seconds() - before } }
    yield { _tag: 'Evaluated', after, ...scored(protocol, scores), seconds, ...more }
    const kept = after === 0 ? undefined : await of.keeps?.(state, after)()
    if (kept !== undefined && E.isLeft(kept)) {
      yield { _tag: 'RunFailed', fault: kept.left, at }
      return false
    }
    return true
  }

  const learn = async function* (task: Task): AsyncGenerator<RunEvent, boolean, undefined> {
    const batches = batchesOf(task, started)
    const before = training.seconds()
    said = { worth: 0, of: 0 }
    yield { _tag: 'TaskStarted', task: task.index, name: task.name, batches }
    const events = peeking(taskEvents(task, started, program, of.heads))
    /** The batches that follow one, if there are so many before the learner is judged: it must not be ahead of that. */
    const following =
      (batch: number) =>
      (count: number): readonly StreamEvent[] => {
        const between = Array.from({ length: count }, (_, i) => batch + i + 1)
        if (between.some((learned) => judgesInside(learned, batches, of.evaluateEvery))) return []
        const read = pipe([...events.seen(count)], E.traverseArray(readEvent(task)))
        return E.isRight(read) && read.right.length === count ? read.right : []
      }
    for (const { name, batch, batches: made } of events) {
      if (!protocol.events.includes(name)) continue
      const at: Place = { task: task.index, batch, during: name }
      if (handler.ahead() === 0 && (await interrupted())) {
        yield { _tag: 'RunInterrupted', at }
        return false
      }
      let examples: StreamEvent['batches'] = {}
      const draws: Drawn[] = []
      const next = await training.time(async (): Promise<E.Either<Fault, Handled<Buffer>>> => {
        const known = handler.known()
        if (known !== undefined) return known
        const read = made()
        if (E.isLeft(read)) return read
        examples = read.right
        const { batch: incoming } = read.right
        if (predicts && name === 'onBatch' && incoming !== undefined) {
          const worth = await judging.time(() => saidBefore(protocol.exam, incoming)(session, state, seed))
          if (E.isLeft(worth)) return worth
          said = { worth: said.worth + worth.right, of: said.of + incoming.count }
        }
        const hear = of.observe === undefined ? {} : { hear: (drawn: Drawn) => draws.push(drawn) }
        const event = { name, task: task.index, batch, batches: read.right, ...hear }
        // What is observed is seen event by event.
        const alone = predicts || name !== 'onBatch' || of.observe !== undefined
        return handler.handle(state, event, alone ? () => [] : following(batch))
      })
      if (E.isLeft(next)) {
        yield { _tag: 'RunFailed', fault: next.left, at }
        return false
      }
      const { state: after, counts, found: memories } = next.right
      add(counted(name, earlier + task.index, counts, withMemories(state, memories)))
      state = after
      if (of.observe !== undefined) {
        const seen = { event: name, task: task.index, batch, batches: examples, draws }
        const observed = await observedBy(of.observe, session, state, seen)
        if (E.isLeft(observed)) {
          yield { _tag: 'RunFailed', fault: observed.left, at }
          return false
        }
      }
      if (name !== 'onBatch' && name !== 'onEpisodes') continue
      yield { _tag: 'BatchDone', task: task.index, batch, batches }
      if (!judgesInside(batch + 1, batches, of.evaluateEvery)) continue
      const found = yield* judged(
        { learned: task.index, inside: true },
        { task: task.index, batch, during: 'evaluation' },
      )
      if (found === undefined) return false
      const { scores, seconds } = found
      yield { _tag: 'Judged', task: task.index, batches: batch + 1, ...scored(protocol, scores), seconds }
    }
    yield { _tag: 'TaskEnded', task: task.index, seconds: training.seconds() - before }
    return true
  }

  try {
    if (!(yield* judge(0))) return
    for (const task of tasks) {
      if (!(yield* learn(task))) return
      if (!(yield* judge(task.index + 1))) return
    }
    const [before = [], ...matrix] = rows
    const measured = pipe(
      E.Do,
      E.bind('metrics', () => metricsBy(protocol)(matrix, before)),
      E.bind('own', () => ownFigures(of.ownMetrics ?? [], matrix, before)),
    )
    yield E.isLeft(measured)
      ? { _tag: 'RunFailed', fault: measured.left, at: { task: tasks.length - 1, batch: 0, during: 'evaluation' } }
      : {
          _tag: 'RunEnded',
          metrics: measured.right.metrics,
          trainSeconds: training.seconds(),
          evalSeconds: judging.seconds(),
          remembered: remembered(state),
          ...(gradients === undefined ? {} : { gradients }),
          ...(of.ownMetrics?.length ? { own: measured.right.own } : {}),
        }
  } finally {
    session.release(state)
  }
}
