import * as E from 'fp-ts/lib/Either.js'
import type { Place, RecordedEvent } from '../experiment/protocol/index.ts'
import type { Fault } from '../fault.ts'
import type { RecordFile } from './record-file.ts'
import { type RecordedRun, recordedRuns } from './recorded-run.ts'

/** What is known of runs that another thread carries out one after the other, kept as it comes. */
export interface Logbook {
  readonly event: (event: RecordedEvent) => E.Either<Fault, void>
  /** How far the run is between two events. */
  readonly at: (place: Place) => void
  /** Nothing more is to come: a run that was begun and did not end failed, or was interrupted. */
  readonly close: (fault?: Fault) => void
  readonly runs: () => readonly RecordedRun[]
}

const ends = ({ _tag }: RecordedEvent): boolean =>
  _tag === 'RunEnded' || _tag === 'RunFailed' || _tag === 'RunInterrupted'

const start: Place = { task: 0, batch: 0, during: 'initialisation' }

/** Keeps the events of runs, in a record too if there is one; that is opened with the first event. */
export const logbook = (open: () => E.Either<Fault, RecordFile | undefined>): Logbook => {
  const events: RecordedEvent[] = []
  let record: RecordFile | undefined
  let place = start
  const keep = (event: RecordedEvent): E.Either<Fault, void> => {
    if (event._tag === 'RunStarted') place = start
    if (event._tag === 'TaskStarted') place = { task: event.task, batch: 0, during: 'onBatch' }
    if (events.length === 0) {
      const opened = open()
      if (E.isLeft(opened)) return opened
      record = opened.right
    }
    events.push(event)
    return record?.append(event) ?? E.right(undefined)
  }
  return {
    event: keep,
    at: (of) => {
      place = of
    },
    close: (fault) => {
      const last = events.at(-1)
      if (last !== undefined && !ends(last))
        keep(fault === undefined ? { _tag: 'RunInterrupted', at: place } : { _tag: 'RunFailed', fault, at: place })
      record?.close()
      record = undefined
    },
    runs: () => recordedRuns(events),
  }
}
