import type { RecordedEvent, RunStarted } from './event.ts'

type Ending = Extract<RecordedEvent, { readonly _tag: 'RunEnded' | 'RunFailed' | 'RunInterrupted' }>

/** What a record says of one run. */
export interface RecordedRun {
  readonly started: RunStarted
  /** b, the accuracies before training; none when the run did not get so far. */
  readonly before: readonly number[]
  /** The rows of the accuracy matrix, as far as it goes. */
  readonly matrix: readonly (readonly number[])[]
  /** How it ended; `undefined` when the process was killed, or still runs. */
  readonly ending: Ending | undefined
}

const continued = (so: RecordedRun, event: RecordedEvent): RecordedRun => {
  switch (event._tag) {
    case 'Evaluated':
      return event.after === 0
        ? { ...so, before: event.accuracies }
        : { ...so, matrix: [...so.matrix, event.accuracies] }
    case 'RunEnded':
    case 'RunFailed':
    case 'RunInterrupted':
      return { ...so, ending: event }
    default:
      return so
  }
}

/** The runs of a record, in order: each begins with its `RunStarted`. */
export const recordedRuns = (events: readonly RecordedEvent[]): readonly RecordedRun[] => {
  const runs: RecordedRun[] = []
  for (const event of events) {
    const last = runs.at(-1)
    if (event._tag === 'RunStarted') runs.push({ started: event, before: [], matrix: [], ending: undefined })
    else if (last !== undefined) runs[runs.length - 1] = continued(last, event)
  }
  return runs
}
