import type { Experiment } from '../experiment/index.ts'
import type { Place } from '../experiment/protocol/index.ts'
import { isRecorded } from '../records/index.ts'
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

/** Carries out runs, one after the other, until one fails or is interrupted. */
export const carryOut = async (
  { runs }: Experiment,
  tell: (news: RunNews) => void,
  signal: AbortSignal,
): Promise<void> => {
  for (const [run, { events }] of runs.entries()) {
    let ticks = 0
    let told = performance.now()
    let at: Place = { task: 0, batch: 0, during: 'initialisation' }
    const flush = (): void => {
      if (ticks > 0) tell({ _tag: 'Ticks', run, ticks, at })
      ticks = 0
      told = performance.now()
    }
    for await (const event of events(signal)) {
      if (isRecorded(event)) {
        flush()
        tell({ _tag: 'Event', run, event })
        if (event._tag === 'RunFailed' || event._tag === 'RunInterrupted') return
      } else {
        ticks += 1
        at =
          event._tag === 'BatchDone'
            ? { task: event.task, batch: event.batch, during: 'onBatch' }
            : { task: Math.max(0, event.after - 1), batch: 0, during: 'evaluation' }
        if (performance.now() - told > pause) flush()
      }
    }
  }
}
