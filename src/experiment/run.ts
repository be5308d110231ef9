import { setImmediate } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../fault.ts'
import { gradientCounter } from '../interpreters/cost/index.ts'
import { type Drawn, remembered, type StreamEvent, withMemories } from '../interpreters/runtime/index.ts'
import { batchesOf, type Task } from '../streams/index.ts'
import { type Handled, manyACall, peeking } from './many-a-call.ts'
import { observedBy } from './observed.ts'
import { saidBefore } from './online-exam.ts'
import type { EpisodeScores } from './protocol/episodes.ts'
import type { Place, RunEvent } from './protocol/event.ts'
import { judgesInside, metricsBy } from './protocol/metrics.ts'
import { ownFigures } from './protocol/own-metric.ts'
import { type At, beginning } from './protocol/position.ts'
import { protocolOf, scored } from './protocol/protocols.ts'
import type { RunSetup } from './run-setup.ts'
import { type Moment, sittings } from './sitting.ts'
import { stopwatch } from './stopwatch.ts'
import { type TaskEvent, taskEvents } from './task-events.ts'

type Judging = Extract<At, { readonly _tag: 'Judging' }>
type Learning = Extract<At, { readonly _tag: 'Learning' }>
type Exam = Judging['exam']

/** What an evaluation comes to, and what its parts found. */
interface Judgement {
  readonly scores: readonly number[]
  readonly seconds: number
  readonly exam: Exam
}

/** How long, in milliseconds, a run goes on before it lets timers, signals and input have their turn. */
const breath = 40

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
 *
 * @law a run from any halt of a run yields the events that come after it there, to the bit but for seconds
 */
export const run = async function* <Buffer>(of: RunSetup<Buffer>): AsyncGenerator<RunEvent, void, undefined> {
  const { started, program, stream, session, signal, learned: earlier = 0 } = of
  const { seed, tasks } = stream
  const protocol = protocolOf(started)
  const start = of.from?.position ?? beginning
  const clock = of.clock ?? (() => performance.now())
  const training = stopwatch(start.seconds.training, clock)
  const judging = stopwatch(start.seconds.judging, clock)
  const measuring = stopwatch(start.seconds.measuring, clock)
  const sitting = sittings(stream, protocol.exam, of.heads, of.room)
  const counted = gradientCounter(program, tasks[0]?.train.classes ?? 0)
  let { gradients } = start
  const add = (asked: number | undefined): void => {
    gradients = gradients === undefined || asked === undefined ? undefined : gradients + asked
  }
  const rows: (readonly number[])[] = [...start.rows]
  const predicts = protocol.exam.episodes?.along === 'batches'
  let { said } = start
  const handler = manyACall(session, seed, breath)
  let rested = performance.now()

  const interrupted = async (): Promise<boolean> => {
    if (performance.now() - rested > breath) {
      await setImmediate()
      rested = performance.now()
    }
    return signal?.aborted === true
  }

  if (of.from === undefined) yield started
  const first = await (of.from === undefined ? session.initial(seed) : session.restore(of.from.state))()
  if (E.isLeft(first)) {
    yield { _tag: 'RunFailed', fault: first.left, at: { task: 0, batch: 0, during: 'initialisation' } }
    return
  }
  let state = first.right

  const keep = async (at: At): Promise<void> => {
    const seconds = { training: training.seconds(), judging: judging.seconds(), measuring: measuring.seconds() }
    const position = { at, rows: [...rows], said, seconds, ...(gradients === undefined ? {} : { gradients }) }
    const saved = await session.save(state)()
    await of.keeper?.keep(
      pipe(
        saved,
        E.map((snapshot) => ({ position, state: snapshot })),
      ),
    )
  }

  /** Whether the run stops before what comes next; how far it is is kept if it is time to. */
  const stops = async (at: At): Promise<boolean> => {
    const stop = await interrupted()
    if (of.keeper !== undefined && (stop || of.keeper.due())) await keep(at)
    return stop
  }

  /** The end of a run that fails. One that diverged would do so again. */
  const failed = async (fault: Fault, place: Place, at: At): Promise<RunEvent> => {
    if (of.keeper !== undefined && fault.code !== 3) await keep(at)
    return { _tag: 'RunFailed', fault, at: place }
  }

  /** The row of scores of an evaluation, and the time it took; nothing where the run doesn't go on. */
  const judged = async function* (
    moment: Moment,
    place: Place,
    { found: before, since }: Exam,
    at: (exam: Exam) => At,
  ): AsyncGenerator<RunEvent, Judgement | undefined, undefined> {
    const { parts, row } = sitting(moment)
    const all: (readonly EpisodeScores[])[] = [...before]
    for (const { task, found } of parts.slice(all.length)) {
      if (await stops(at({ found: [...all], since }))) {
        yield { _tag: 'RunInterrupted', at: place }
        return undefined
      }
      const scores = await judging.time(found(session, state, seed))
      if (E.isLeft(scores)) {
        yield await failed(scores.left, place, at({ found: [...all], since }))
        return undefined
      }
      all.push(scores.right)
      if (protocol.exam.episodes === undefined) add(counted('predict', earlier + task, {}, state))
      yield { _tag: 'TaskJudged', after: moment.learned, task }
    }
    // Of a stretch in which nothing was predicted there is nothing to say: 0.
    const scores = predicts ? [said.worth / Math.max(1, said.of)] : row(all.flat())
    return { scores, seconds: judging.seconds() - since, exam: { found: all, since } }
  }

  /** Both return whether the run goes on. */
  const judge = async function* (at: Judging): AsyncGenerator<RunEvent, boolean, undefined> {
    const after = at.learned
    const place: Place = { task: Math.max(0, after - 1), batch: 0, during: 'evaluation' }
    const found = yield* judged({ learned: after, inside: false }, place, at.exam, (exam) => ({ ...at, exam }))
    if (found === undefined) return false
    const { scores, seconds, exam } = found
    const before = measuring.seconds()
    const measured = after === 0 ? undefined : await measuring.time(async () => of.gauge?.(stream, state, after)())
    if (measured !== undefined && E.isLeft(measured)) {
      yield await failed(measured.left, place, { ...at, exam })
      return false
    }
    const more =
      measured === undefined ? {} : { measured: { ...measured.right, seconds: measuring.seconds() - before } }
    rows.push(scores)
    yield { _tag: 'Evaluated', after, ...scored(protocol, scores), seconds, ...more }
    const kept = after === 0 ? undefined : await of.keeps?.(state, after)()
    if (kept !== undefined && E.isLeft(kept)) {
      yield { _tag: 'RunFailed', fault: kept.left, at: place }
      return false
    }
    return true
  }

  const learn = async function* (from: Learning): AsyncGenerator<RunEvent, boolean, undefined> {
    const task = tasks[from.task]!
    const batches = batchesOf(task, started)
    /** So many steps of the task are done, but perhaps for an evaluation after the last of them. */
    const at = (steps: number, exam?: Exam): Learning => {
      const { exam: _, ...rest } = from
      return { ...rest, steps, ...(exam === undefined ? {} : { exam }) }
    }
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
    let step = 0
    for (const { name, batch, batches: made } of events) {
      if (!protocol.events.includes(name)) continue
      step += 1
      if (step < from.steps || (step === from.steps && from.exam === undefined)) continue
      if (step > from.steps) {
        const place: Place = { task: task.index, batch, during: name }
        // A state that is ahead is that of no event between.
        if (handler.ahead() === 0 && (await stops(at(step - 1)))) {
          yield { _tag: 'RunInterrupted', at: place }
          return false
        }
        const before = said
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
          said = before
          yield await failed(next.left, place, at(step - 1))
          return false
        }
        const { state: after, counts, found: memories } = next.right
        add(counted(name, earlier + task.index, counts, withMemories(state, memories)))
        state = after
        if (of.observe !== undefined) {
          const seen = { event: name, task: task.index, batch, batches: examples, draws }
          const observed = await observedBy(of.observe, session, state, seen)
          if (E.isLeft(observed)) {
            yield { _tag: 'RunFailed', fault: observed.left, at: place }
            return false
          }
        }
        if (name !== 'onBatch' && name !== 'onEpisodes') continue
        yield { _tag: 'BatchDone', task: task.index, batch, batches }
        if (!judgesInside(batch + 1, batches, of.evaluateEvery)) continue
      }
      const exam = step === from.steps ? from.exam : undefined
      const found = yield* judged(
        { learned: task.index, inside: true },
        { task: task.index, batch, during: 'evaluation' },
        exam ?? { found: [], since: judging.seconds() },
        (so) => at(step, so),
      )
      if (found === undefined) return false
      const { scores, seconds } = found
      yield { _tag: 'Judged', task: task.index, batches: batch + 1, ...scored(protocol, scores), seconds }
    }
    yield { _tag: 'TaskEnded', task: task.index, seconds: training.seconds() - from.since }
    return true
  }

  try {
    let at = start.at
    for (;;) {
      if (at._tag === 'Judging') {
        if (!(yield* judge(at))) return
        const task = tasks[at.learned]
        if (task === undefined) break
        said = { worth: 0, of: 0 }
        at = { _tag: 'Learning', task: at.learned, steps: 0, since: training.seconds() }
        yield { _tag: 'TaskStarted', task: task.index, name: task.name, batches: batchesOf(task, started) }
      } else {
        if (!(yield* learn(at))) return
        at = { _tag: 'Judging', learned: at.task + 1, exam: { found: [], since: judging.seconds() } }
      }
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
