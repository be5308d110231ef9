import * as E from 'fp-ts/lib/Either.js'
import {
  type Experiment,
  isRecorded,
  type RecordedEvent,
  type RecordedRun,
  type RecordFile,
  recordedRuns,
} from '../experiment/index.ts'
import type { Fault } from '../fault.ts'
import type { Listener } from './progress.ts'

/** How runs went: what is known of each, and what ended them early. */
export interface Played {
  readonly runs: readonly RecordedRun[]
  readonly fault: Fault | undefined
  readonly interrupted: boolean
}

/** Carries out the runs of an experiment, one after the other, until one fails; a listener hears and a record keeps what happens. */
export const play = async (
  experiment: Experiment,
  listener: Listener,
  record: RecordFile | undefined,
  signal: AbortSignal,
): Promise<Played> => {
  const events: RecordedEvent[] = []
  const end = (fault: Fault | undefined, interrupted: boolean): Played => {
    listener.done()
    record?.close()
    return { runs: recordedRuns(events), fault, interrupted }
  }
  for (const run of experiment.runs) {
    for await (const event of run.events(signal)) {
      listener.hear(run, event)
      if (!isRecorded(event)) continue
      events.push(event)
      const kept = record?.append(event) ?? E.right(undefined)
      if (E.isLeft(kept)) return end(kept.left, false)
      if (event._tag === 'RunFailed') {
        return end({ ...event.fault, path: [`seed ${run.started.seed}`, ...(event.fault.path ?? [])] }, false)
      }
      if (event._tag === 'RunInterrupted') return end(undefined, true)
    }
  }
  return end(undefined, false)
}
