import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { RecordedEvent } from '../experiment/protocol/index.ts'
import type { Fault } from '../fault.ts'
import { consistent } from './consistent.ts'
import { decodeRecord } from './record.ts'
import { type KeptRecord, textOfRecord } from './record-file.ts'
import { type RecordedRun, recordedRuns } from './recorded-run.ts'

/** A record that is gone on with. */
export interface Continued {
  readonly kept: KeptRecord
  /** The events of the runs that are over. */
  readonly events: readonly RecordedEvent[]
  /** The last of its runs that began, over or not. */
  readonly last: RecordedRun | undefined
}

/** Whether a run needn't be run again: it ended, or diverged as it would again. */
export const isOver = ({ ending }: Pick<RecordedRun, 'ending'>): boolean =>
  ending?._tag === 'RunEnded' || (ending?._tag === 'RunFailed' && ending.fault.code === 3)

/** Where each run begins among the events, and where the last one ends. */
const bounds = (events: readonly RecordedEvent[]): readonly (readonly [number, number])[] => {
  const starts = events.flatMap(({ _tag }, i) => (_tag === 'RunStarted' ? [i] : []))
  return starts.map((from, i) => [from, starts[i + 1] ?? events.length])
}

/**
 * What is there of a record that is to be gone on with: the runs that are over, line by line as they stand there.
 *
 * @returns a `Left` where it can't be read, or disagrees with itself
 */
export const continuedRecord = (path: string): E.Either<Fault, Continued> => {
  if (!existsSync(path)) return E.right({ kept: { was: undefined, text: '' }, events: [], last: undefined })
  return pipe(
    textOfRecord(path),
    E.bindTo('was'),
    E.bind('all', ({ was }) => pipe(decodeRecord(path)(was), E.chain(consistent(path)))),
    E.map(({ was, all }) => {
      const lines = was.split('\n')
      const over = bounds(all).filter(([from, to]) => recordedRuns(all.slice(from, to)).every(isOver))
      return {
        kept: { was, text: over.map(([from, to]) => `${lines.slice(from, to).join('\n')}\n`).join('') },
        events: over.flatMap(([from, to]) => all.slice(from, to)),
        last: recordedRuns(all).at(-1),
      }
    }),
  )
}
