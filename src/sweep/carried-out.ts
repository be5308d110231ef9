import * as E from 'fp-ts/lib/Either.js'
import type { Experiment, Run } from '../experiment/index.ts'
import type { Place, RecordedEvent } from '../experiment/protocol/index.ts'
import { type Fault, render } from '../fault.ts'
import { isRecorded } from '../records/index.ts'
import { type Checkpointing, type Going, keeperOf, resumption } from './checkpoints.ts'
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

/** Carries out one run, from its start or from where it stopped; whether it came to its end. */
const carriedOut = async (
  run: Run,
  number: number,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
  checkpoints: Checkpointing | undefined,
  going: Going | undefined,
): Promise<boolean> => {
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
      if (event._tag === 'RunFailed' || event._tag === 'RunInterrupted') return false
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
  return true
}

/**
 * Carries out runs, one after the other, until one fails or is interrupted; those that are done already are left out.
 *
 * @returns a `Left` where a run can't go on from what is kept of it
 */
export const carryOut = async (
  { runs }: Experiment,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
  checkpoints?: Checkpointing,
): Promise<E.Either<Fault, void>> => {
  for (const [number, run] of runs.entries()) {
    if (checkpoints?.done.includes(run.started.seed)) continue
    const found = checkpoints === undefined ? undefined : resumption(run, checkpoints)
    if (found !== undefined && E.isLeft(found)) return found
    for (const text of found?.right.notes ?? []) tell({ _tag: 'Noted', run: number, text })
    const going = found?.right.going
    if (going !== undefined) tell({ _tag: 'Resumed', run: number, events: going.events, ticks: going.ticks })
    if (!(await carriedOut(run, number, tell, signal, checkpoints, going))) return E.right(undefined)
  }
  return E.right(undefined)
}
