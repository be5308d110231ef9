import { closeSync, existsSync, fsyncSync, openSync, readFileSync, type Stats, statSync, writeSync } from 'node:fs'
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
  /** Appends a line; it has reached the system when this returns. The end of a run gets its seal, and is on the disk. */
  readonly append: (event: RecordedEvent) => E.Either<Fault, void>
  readonly close: () => void
}

export interface RecordFileSettings {
  readonly path: string
  /** Whether a file that is there is replaced. */
  readonly force: boolean
  /** What of a record that is gone on with stays in it. */
  readonly kept?: KeptRecord | undefined
}

/** What stays of a record, as it stands there: runs that are over. */
export interface KeptRecord {
  /** All that the file held when it was read; nothing where there was none. */
  readonly was: string | undefined
  readonly text: string
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
export const checkRecordFile = ({ path, force, kept }: RecordFileSettings): E.Either<Fault, void> => {
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
  return status !== undefined && !force && kept === undefined ? E.left(there(path)) : E.right(undefined)
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

/**
 * A file for a record, with what it begins with. One that is replaced is another file from here on: who still writes the old one doesn't
 * reach it.
 */
const openedAt = (
  { path, force, kept }: RecordFileSettings,
  begun: readonly RecordedEvent[],
): E.Either<unknown, number> => {
  const replaced = kept !== undefined || (force && statusOf(path)?.isFile() === true)
  const text = `${kept?.text ?? ''}${begun.map(encodeLine).join('')}`
  return pipe(
    replaced || text !== '' ? writeWhole([[path, text]], { replace: replaced }) : E.right(undefined),
    E.chain(() =>
      E.tryCatch(
        () => openSync(path, replaced || text !== '' || force ? 'a' : 'wx'),
        (error) => error,
      ),
    ),
  )
}

/** That a record that is gone on with holds what it held when it was read. */
const unchangedAt = ({ path, kept }: RecordFileSettings): E.Either<Fault, void> =>
  kept === undefined || kept.was === textAt(path)
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'record',
          rule: 'a record that is gone on with must be one that no other process writes',
          got: 'one that another process has written since',
          path: [path],
          hint: 'ask for the same again',
        }),
      )

const textAt = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const taken = (path: string): Fault =>
  fault({
    where: 'record',
    rule: 'the record must be one that no other process writes',
    got: 'another process, which took this one for dead',
    path: [path],
    hint: 'a process that stands still for minutes on another machine loses its files: run it again with --force',
  })

/** The system has it on the disk; a device has nothing to sync. */
const synced = (file: number): void => {
  try {
    fsyncSync(file)
  } catch {}
}

const recordFile = (
  path: string,
  file: number,
  lock: Lock | undefined,
  begun: readonly RecordedEvent[],
): RecordFile => {
  /** The lines of the run that is being written. */
  const run: RecordedEvent[] = [...begun]
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
          if (isEnding(event)) synced(file)
        },
        (error) => unwritable(path, error),
      )
    },
    close: () => {
      synced(file)
      closeSync(file)
      lock?.release()
    },
  }
}

/**
 * Opens a record, which is this process's alone to write until it is closed: a new one, or one that is gone on with.
 *
 * @param begun the events so far of the run that is written next
 */
export const openRecordFile = (
  settings: RecordFileSettings,
  begun: readonly RecordedEvent[] = [],
): E.Either<Fault, RecordFile> => {
  const { path } = settings
  return pipe(
    checkRecordFile(settings),
    E.chain(() => lockOf(path)),
    E.chain((lock) =>
      pipe(
        // What was free may have been written before the lock was had.
        checkRecordFile(settings),
        E.chain(() => unchangedAt(settings)),
        E.chain(() =>
          pipe(
            openedAt(settings, begun),
            E.mapLeft((error) => unwritable(path, error)),
          ),
        ),
        E.bimap(
          (why) => {
            lock?.release()
            return why
          },
          (file) => recordFile(path, file, lock, begun),
        ),
      ),
    ),
  )
}

/** All that a record on disk says. */
export const textOfRecord = (path: string): E.Either<Fault, string> =>
  pipe(
    readRegularFile({ where: 'record', path, rule: 'the record must be a file that can be read', most: mostBytes }),
    E.map((bytes) => new TextDecoder().decode(bytes)),
  )

/** The events of a record on disk, which hold to each other: see `consistent`. */
export const readRecordFile = (path: string): TE.TaskEither<Fault, readonly RecordedEvent[]> =>
  pipe(
    TE.fromIOEither(() => textOfRecord(path)),
    TE.chainEitherK(decodeRecord(path)),
    TE.chainEitherK(consistent(path)),
  )
