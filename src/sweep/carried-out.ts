import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { Experiment, Run, Together } from '../experiment/index.ts'
import type { Place, RecordedEvent } from '../experiment/protocol/index.ts'
import { type Fault, render } from '../fault.ts'
import { isRecorded } from '../records/index.ts'
import { type Checkpointing, type Going, keeperOf, resumption } from './checkpoints.ts'
import { inOrder } from './in-order.ts'
import type { Announced, RunNews } from './news.ts'

/** How often, in milliseconds, ticks are told. */
const pause = 100

/** What is known of runs before they begin. */
export const announced = ({ runs }: Experiment): readonly Announced[] =>
  runs.map(({ started, stream, ticks }) => ({
    started,
    tasks: stream.tasks.map(({ name }) => name),
    ticks,
  }))

/** How a run ends: it came to its end, diverged, or was stopped by something else. */
type End = 'ended' | 'diverged' | 'stopped'

/** Carries out one run, from its start or from where it stopped. */
const carriedOut = async (
  run: Run,
  number: number,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
  checkpoints: Checkpointing | undefined,
  going: Going | undefined,
): Promise<End> => {
  const events: RecordedEvent[] = [...(going?.events ?? [])]
  let given = going?.ticks ?? 0
  let ticks = 0
  let told = performance.now()
  let at: Place = { task: 0, batch: 0, during: 'initialisation' }
  const flush = (): void => {
    if (ticks > 0) tell({ _tag: 'Ticks', run: number, ticks, at })
    ticks = 0
    told = performance.now()
  }
  const note = (text: string): void => tell({ _tag: 'Noted', run: number, text })
  const keeper =
    checkpoints === undefined
      ? undefined
      : keeperOf(run, checkpoints, { events: () => events, ticks: () => given }, (why) => note(render(why)))
  for await (const event of run.events(signal, { keeper, from: going?.from })) {
    if (isRecorded(event)) {
      flush()
      events.push(event)
      tell({ _tag: 'Event', run: number, event })
      if (event._tag === 'RunFailed') return event.fault.code === 3 ? 'diverged' : 'stopped'
      if (event._tag === 'RunInterrupted') return 'stopped'
    } else {
      ticks += 1
      given += 1
      at =
        event._tag === 'BatchDone'
          ? { task: event.task, batch: event.batch, during: 'onBatch' }
          : { task: Math.max(0, event.after - 1), batch: 0, during: 'evaluation' }
      if (performance.now() - told > pause) flush()
    }
  }
  return 'ended'
}

/** A run that is to be carried out, and what it goes on from. */
interface Due {
  readonly number: number
  readonly run: Run
  readonly going: Going | undefined
}

/** A run with what is kept of it; `undefined` where it is done already. */
const dueOf = (
  [number, run]: readonly [number, Run],
  tell: (news: RunNews) => void,
  checkpoints: Checkpointing | undefined,
): E.Either<Fault, Due | undefined> => {
  if (checkpoints?.done.includes(run.started.seed)) return E.right(undefined)
  const found = checkpoints === undefined ? undefined : resumption(run, checkpoints)
  if (found !== undefined && E.isLeft(found)) return found
  for (const text of found?.right.notes ?? []) tell({ _tag: 'Noted', run: number, text })
  const going = found?.right.going
  if (going !== undefined) tell({ _tag: 'Resumed', run: number, events: going.events, ticks: going.ticks })
  return E.right({ number, run, going })
}

/** Carries out runs as lanes of one program. One that diverges ends alone; what goes wrong otherwise, or an interrupt, begins no other. */
const carriedOutTogether = async (
  runs: readonly (readonly [number, Run])[],
  { all }: Together,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
  checkpoints: Checkpointing | undefined,
): Promise<E.Either<Fault, boolean>> => {
  const numbers = runs.map(([number]) => number)
  // Runs whose records are one come into it one after the other; where each has its own, what happened is there at once.
  const news = checkpoints?.records === undefined ? inOrder(numbers, tell) : { tell, over: () => {} }
  const due: Due[] = []
  for (const one of runs) {
    const found = dueOf(one, news.tell, checkpoints)
    if (E.isLeft(found)) return found
    if (found.right === undefined) news.over(one[0])
    else due.push(found.right)
  }
  const ended = await all(
    due.map(({ number, run, going }) => ({
      seed: run.started.seed,
      does: async () => {
        const end = await carriedOut(run, number, news.tell, signal, checkpoints, going)
        news.over(number)
        return end
      },
    })),
  )
  return E.right(ended.every((end) => end !== 'stopped'))
}

/**
 * Carries out runs, one after the other until one fails or is interrupted; those that are done already are left out. Where they go together,
 * the others of one that diverges go on to their ends.
 *
 * @returns a `Left` where a run can't go on from what is kept of it
 */
export const carryOut = async (
  { runs, together }: Experiment,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
  checkpoints?: Checkpointing,
): Promise<E.Either<Fault, void>> => {
  const numbered = [...runs.entries()]
  if (together !== undefined) {
    for (const some of RA.chunksOf(together.atOnce)(numbered)) {
      const went = await carriedOutTogether(some, together, tell, signal, checkpoints)
      if (E.isLeft(went)) return went
      if (!went.right) break
    }
    return E.right(undefined)
  }
  for (const one of numbered) {
    const found = dueOf(one, tell, checkpoints)
    if (E.isLeft(found)) return found
    if (found.right === undefined) continue
    const { number, run, going } = found.right
    if ((await carriedOut(run, number, tell, signal, checkpoints, going)) !== 'ended') return E.right(undefined)
  }
  return E.right(undefined)
}
