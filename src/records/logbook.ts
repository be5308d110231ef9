import * as E from 'fp-ts/lib/Either.js'
import type { Place, RecordedEvent } from '../experiment/protocol/index.ts'
import type { Fault } from '../fault.ts'
import type { RecordFile } from './record-file.ts'
import { type RecordedRun, recordedRuns } from './recorded-run.ts'

/** What is known of runs that another thread carries out one after the other, kept as it comes. */
export interface Logbook {
  readonly event: (event: RecordedEvent) => E.Either<Fault, void>
  /** A run goes on that had told so much when it stopped. */
  readonly resumed: (events: readonly RecordedEvent[]) => E.Either<Fault, void>
  /** How far the run is between two events. */
  readonly at: (place: Place) => void
  /** Nothing more is to come: a run that was begun and did not end failed, or was interrupted. */
  readonly close: (fault?: Fault) => void
  readonly runs: () => readonly RecordedRun[]
}

const ends = ({ _tag }: RecordedEvent): boolean =>
  _tag === 'RunEnded' || _tag === 'RunFailed' || _tag === 'RunInterrupted'

const start: Place = { task: 0, batch: 0, during: 'initialisation' }

/** Opens the record, if one is to be kept, at the start of a run, or with what a run had told before it goes on. */
export type Open = (begun: readonly RecordedEvent[]) => E.Either<Fault, RecordFile | undefined>

/**
 * Keeps the events of runs, in a record too if there is one; that is opened with the first event.
 *
 * @param before the events of runs that are over, and in the record already
 */
export const logbook = (open: Open, before: readonly RecordedEvent[] = []): Logbook => {
  const events: RecordedEvent[] = [...before]
  let record: RecordFile | undefined
  let isOpen = false
  let place = start
  const opened = (begun: readonly RecordedEvent[]): E.Either<Fault, void> => {
    const made = open(begun)
    if (E.isLeft(made)) return made
    record = made.right
    isOpen = true
    return E.right(undefined)
  }
  const keep = (event: RecordedEvent): E.Either<Fault, void> => {
    if (event._tag === 'RunStarted') place = start
    if (event._tag === 'TaskStarted') place = { task: event.task, batch: 0, during: 'onBatch' }
    if (!isOpen) {
      const made = opened([])
      if (E.isLeft(made)) return made
    }
    events.push(event)
    return record?.append(event) ?? E.right(undefined)
  }
  const appended = (begun: readonly RecordedEvent[]): E.Either<Fault, void> => {
    for (const event of begun) {
      const made = record?.append(event) ?? E.right(undefined)
      if (E.isLeft(made)) return made
    }
    return E.right(undefined)
  }
  return {
    event: keep,
    resumed: (begun) => {
      const made = isOpen ? appended(begun) : opened(begun)
      if (E.isRight(made)) events.push(...begun)
      return made
    },
    at: (of) => {
      place = of
    },
    close: (fault) => {
      const last = events.at(-1)
      if (isOpen && last !== undefined && !ends(last))
        keep(fault === undefined ? { _tag: 'RunInterrupted', at: place } : { _tag: 'RunFailed', fault, at: place })
      record?.close()
      record = undefined
    },
    runs: () => recordedRuns(events),
  }
}
