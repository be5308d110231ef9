import { closeSync, existsSync, fsyncSync, openSync, type Stats, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { RecordedEvent } from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'
import { codeOf, held, type Lock, readRegularFile, reasonOf, writeWhole } from '../files/index.ts'
import { consistent } from './consistent.ts'
import { decodeRecord, encodeLine } from './record.ts'
import { isEnding, sealed } from './seal.ts'

/** A record that is being written. */
export interface RecordFile {
  /** Appends a line; it has reached the system when this returns. The end of a run gets its seal. */
  readonly append: (event: RecordedEvent) => E.Either<Fault, void>
  readonly close: () => void
}

export interface RecordFileSettings {
  readonly path: string
  /** Whether a file that is there is replaced. */
  readonly force: boolean
}

/** That the system doesn't let a file or a folder be written, and why. */
export const unwritable = (path: string, error: unknown): Fault => {
  return codeOf(error) === 'EEXIST'
    ? there(path)
    : fault({
        where: 'record',
        rule: 'the record must be a file that can be written',
        got: reasonOf(error),
        path: [path],
        hint: 'name another file with --out FILE.jsonl',
      })
}

const there = (path: string): Fault =>
  fault({
    where: 'record',
    rule: 'the record must be a new file',
    got: 'one that exists',
    path: [path],
    hint: 'name another with --out, or replace it with --force',
  })

/** No record has more than this many bytes (256 MiB); the longest known have a few megabytes. */
const mostBytes = 2 ** 28

const statusOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** What would keep a record from being opened, found without touching the disk. A device, which keeps nothing, may be written to. */
export const checkRecordFile = ({ path, force }: RecordFileSettings): E.Either<Fault, void> => {
  const folder = dirname(path)
  const status = statusOf(path)
  if (status?.isDirectory() === true) return E.left(unwritable(path, 'a folder of that name'))
  if (status !== undefined && !status.isFile() && !status.isCharacterDevice())
    return E.left(unwritable(path, 'something else than a file'))
  if (!existsSync(folder)) {
    return E.left(
      fault({
        where: 'record',
        rule: 'the folder of the record must be there',
        got: 'no such folder',
        path: [path],
        hint: `make it first: mkdir -p ${folder}`,
      }),
    )
  }
  return status !== undefined && !force ? E.left(there(path)) : E.right(undefined)
}

/** That nobody else writes the record; nothing for a device. */
const lockOf = (path: string): E.Either<Fault, Lock | undefined> =>
  statusOf(path)?.isCharacterDevice() === true
    ? E.right(undefined)
    : held({
        path,
        where: 'record',
        what: 'the record',
        instead: 'name another with --out',
        unwritable: (error) => unwritable(path, error),
      })

/** A file for a record, empty. One that is replaced is another file from here on: who still writes the old one doesn't reach it. */
const openedAt = ({ path, force }: RecordFileSettings): E.Either<unknown, number> =>
  pipe(
    force && statusOf(path)?.isFile() === true ? writeWhole([[path, '']], { replace: true }) : E.right(undefined),
    E.chain(() =>
      E.tryCatch(
        () => openSync(path, force ? 'a' : 'wx'),
        (error) => error,
      ),
    ),
  )

const taken = (path: string): Fault =>
  fault({
    where: 'record',
    rule: 'the record must be one that no other process writes',
    got: 'another process, which took this one for dead',
    path: [path],
    hint: 'a process that stands still for minutes on another machine loses its files: run it again with --force',
  })

const recordFile = (path: string, file: number, lock: Lock | undefined): RecordFile => {
  /** The lines of the run that is being written. */
  const run: RecordedEvent[] = []
  const written = (event: RecordedEvent): void => {
    const line = Buffer.from(encodeLine(event))
    for (let sent = 0; sent < line.length; ) sent += writeSync(file, line, sent)
  }
  return {
    append: (event) => {
      if (lock?.isHeld() === false) return E.left(taken(path))
      return E.tryCatch(
        () => {
          if (event._tag === 'RunStarted') run.length = 0
          written(isEnding(event) ? sealed(run, event) : event)
          run.push(event)
        },
        (error) => unwritable(path, error),
      )
    },
    close: () => {
      try {
        fsyncSync(file)
      } catch {
        // A device has nothing to sync.
      }
      closeSync(file)
      lock?.release()
    },
  }
}

/** Opens a new record, which is this process's alone to write until it is closed. */
export const openRecordFile = (settings: RecordFileSettings): E.Either<Fault, RecordFile> => {
  const { path } = settings
  return pipe(
    checkRecordFile(settings),
    E.chain(() => lockOf(path)),
    E.chain((lock) =>
      pipe(
        // What was free may have been written before the lock was had.
        checkRecordFile(settings),
        E.chain(() =>
          pipe(
            openedAt(settings),
            E.mapLeft((error) => unwritable(path, error)),
          ),
        ),
        E.bimap(
          (why) => {
            lock?.release()
            return why
          },
          (file) => recordFile(path, file, lock),
        ),
      ),
    ),
  )
}

/** The events of a record on disk, which hold to each other: see `consistent`. */
export const readRecordFile = (path: string): TE.TaskEither<Fault, readonly RecordedEvent[]> =>
  pipe(
    TE.fromIOEither(() =>
      readRegularFile({ where: 'record', path, rule: 'the record must be a file that can be read', most: mostBytes }),
    ),
    TE.chainEitherK((bytes) => decodeRecord(path)(new TextDecoder().decode(bytes))),
    TE.chainEitherK(consistent(path)),
  )
