import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import type { RecordedEvent } from './event.ts'
import { decodeRecord, encodeLine } from './record.ts'

/** A record that is being written. */
export interface RecordFile {
  /** Appends a line; it has reached the system when this returns. */
  readonly append: (event: RecordedEvent) => E.Either<Fault, void>
  readonly close: () => void
}

export interface RecordFileSettings {
  readonly path: string
  /** Whether a file that is there is replaced. */
  readonly force: boolean
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there (EACCES)',
  EPERM: 'no permission to write there (EPERM)',
  EROFS: 'a file system that is read-only (EROFS)',
  ENOSPC: 'a full disk (ENOSPC)',
  EDQUOT: 'a full quota (EDQUOT)',
  EISDIR: 'a folder of that name',
}

/** That the system doesn't let a file or a folder be written, and why. */
export const unwritable = (path: string, error: unknown): Fault => {
  const code = codeOf(error)
  return code === 'EEXIST'
    ? there(path)
    : fault({
        where: 'record',
        rule: 'the record must be a file that can be written',
        got: reasons[code] ?? code,
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

/** What would keep a record from being opened, found without touching the disk. */
export const checkRecordFile = ({ path, force }: RecordFileSettings): E.Either<Fault, void> => {
  const folder = dirname(path)
  if (existsSync(path) && statSync(path).isDirectory()) return E.left(unwritable(path, 'a folder of that name'))
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
  return existsSync(path) && !force ? E.left(there(path)) : E.right(undefined)
}

/** Opens a new record. */
export const openRecordFile = (settings: RecordFileSettings): E.Either<Fault, RecordFile> => {
  const { path, force } = settings
  return pipe(
    checkRecordFile(settings),
    E.chain(() =>
      E.tryCatch(
        () => openSync(path, force ? 'w' : 'wx'),
        (error) => unwritable(path, error),
      ),
    ),
    E.map((file) => ({
      append: (event) =>
        E.tryCatch(
          () => {
            const line = Buffer.from(encodeLine(event))
            for (let sent = 0; sent < line.length; ) sent += writeSync(file, line, sent)
          },
          (error) => unwritable(path, error),
        ),
      close: () => closeSync(file),
    })),
  )
}

/** The events of a record on disk. */
export const readRecordFile = (path: string): TE.TaskEither<Fault, readonly RecordedEvent[]> =>
  pipe(
    TE.tryCatch(
      () => readFile(path, 'utf8'),
      (error) =>
        fault({
          where: 'record',
          rule: 'the record must be a file that can be read',
          got: codeOf(error) === 'ENOENT' ? 'nothing there' : codeOf(error),
          path: [path],
        }),
    ),
    TE.chainEitherK(decodeRecord(path)),
  )
