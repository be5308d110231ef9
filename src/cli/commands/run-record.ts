import { statSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { RecordedEvent } from '../../experiment/protocol/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { checkRecordFile, continuedRecord, type RecordFileSettings, recordedRuns } from '../../records/index.ts'
import { type Announced, agrees, type Checkpointing, onRecorded } from '../../sweep/index.ts'
import { checkpointEvery } from '../flags/checkpoint-flag.ts'

/** What is asked of a record. */
export interface RecordFlags {
  readonly out?: string
  readonly resume?: boolean
  readonly force?: boolean
  readonly checkpoint?: string
}

/** The record of runs, what of it is there already, and how its runs can go on. */
export interface RunRecord {
  readonly file: RecordFileSettings | undefined
  readonly checkpoints: Checkpointing | undefined
  /** The events of the runs that are asked for and over. */
  readonly before: readonly RecordedEvent[]
  /** What is asked for, on the backend of what is recorded unless one is named. */
  readonly asked: Asked
}

const wrongFlags = ({ out, resume, force }: RecordFlags): Fault | undefined => {
  if (resume !== true) return undefined
  const where = '--resume'
  if (force === true)
    return fault({
      where,
      rule: 'it goes on with the record, and --force replaces it',
      got: 'both',
      hint: 'leave one of them away',
    })
  return out === undefined
    ? fault({
        where,
        rule: 'it must come with the record that it goes on with',
        got: 'no --out',
        hint: 'add --out FILE.jsonl, or leave --resume away',
      })
    : undefined
}

/** A device keeps nothing: there is nothing to go on with. */
const isDevice = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() === true

/** The events of those runs that are of these seeds. */
const ofSeeds = (events: readonly RecordedEvent[], seeds: readonly number[]): readonly RecordedEvent[] => {
  let wanted = false
  return events.filter((event) => {
    if (event._tag === 'RunStarted') wanted = seeds.includes(event.seed)
    return wanted
  })
}

/** A run that is recorded as diverged would do so again, and end all; unless they go together, where it ended alone. */
const divergence = (before: readonly RecordedEvent[]): Fault | undefined =>
  recordedRuns(before)
    .filter(({ started: { together } }) => (together?.lanes ?? 1) === 1)
    .flatMap(({ started, ending }) =>
      ending?._tag === 'RunFailed'
        ? [{ ...ending.fault, path: [`seed ${started.seed}`, ...(ending.fault.path ?? [])] }]
        : [],
    )[0]

/**
 * The record that is asked for, checked without touching the disk.
 *
 * @returns a `Left` where it can't be written or gone on with, and where a run of it diverged
 */
export const runRecord = (flags: RecordFlags, asked: Asked): E.Either<Fault, RunRecord> => {
  const { out, resume = false, force = false, checkpoint } = flags
  const wrong = wrongFlags(flags)
  if (wrong !== undefined) return E.left(wrong)
  if (out === undefined)
    return pipe(
      checkpointEvery(checkpoint, out),
      E.map(() => ({ file: undefined, checkpoints: undefined, before: [], asked })),
    )
  return pipe(
    E.Do,
    E.bind('every', () => checkpointEvery(checkpoint, out)),
    E.bind('there', () => (resume ? continuedRecord(out) : E.right(undefined))),
    E.let('file', ({ there }) => ({ path: out, force, kept: there?.kept })),
    E.chainFirst(({ file }) => checkRecordFile(file)),
    E.let('before', ({ there }) => ofSeeds(there?.events ?? [], asked.seeds)),
    E.chainFirst(({ before }) => {
      const diverged = divergence(before)
      return diverged === undefined ? E.right(undefined) : E.left(diverged)
    }),
    E.map(({ every, there, file, before }) => ({
      file,
      before,
      checkpoints: isDevice(out)
        ? undefined
        : { record: out, every, resume, done: recordedRuns(before).map(({ started }) => started.seed) },
      asked: onRecorded(there?.last?.started.backend, asked),
    })),
  )
}

/** That the runs which are over are of what is asked for. */
export const agreeing = ({ file, before }: RunRecord, runs: readonly Announced[]): E.Either<Fault, void> =>
  pipe(
    recordedRuns(before),
    E.traverseArray(({ started }) => {
      const asked = runs.find((run) => run.started.seed === started.seed)?.started
      return asked === undefined ? E.right(undefined) : agrees('run', file?.path ?? '', started, asked)
    }),
    E.map(() => undefined),
  )
