import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as Task from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, unknownName } from '../../fault.ts'
import { holding, makeFolder, moveWhole, reasonOf } from '../../files/index.ts'
import { inTheWay, notFetched, notInside, onDisk, overfull, where } from './faults.ts'
import { type Download, type Publication, publications } from './publications.ts'
import { type HostMishap, type Mishap, mishap, transfer } from './transfer.ts'
import { partsOf, stateOf, TooMuch, unpackInto } from './whole.ts'

/** How far the download of a file is. */
export interface Progress {
  readonly file: string
  readonly received: number
  readonly bytes: number
}

/** A data set as it was fetched. */
export interface Fetched {
  readonly name: string
  /** Where it lies: the folder of its own name in the one that was given. */
  readonly dir: string
  readonly files: readonly {
    /** A file, or the folder that an archive was unpacked into. */
    readonly path: string
    readonly bytes: number
    readonly state: 'fetched' | 'already there'
  }[]
}

export interface FetchSettings {
  readonly onProgress?: (progress: Progress) => void
  /** The data sets that are known and where they are; those published if it isn't given. */
  readonly known?: readonly Publication[]
  /** Ends what is under way; what is whole by then stays. */
  readonly signal?: AbortSignal
}

/** The first of these that works; all that went wrong when none does, and at once when it is the disk. */
const firstOf = (
  urls: readonly string[],
  attempt: (url: string) => TE.TaskEither<Mishap, void>,
  signal: AbortSignal | undefined,
): TE.TaskEither<readonly HostMishap[], void> => {
  const [url, ...rest] = urls
  if (url === undefined) return TE.left([])
  return pipe(
    attempt(url),
    TE.orElse((one) =>
      one.of === 'disk' || rest.length === 0 || signal?.aborted === true
        ? TE.left([{ ...one, url }])
        : pipe(
            firstOf(rest, attempt, signal),
            TE.mapLeft((others) => [{ ...one, url }, ...others]),
          ),
    ),
  )
}

const fetchOne = (
  dir: string,
  of: Download,
  settings: FetchSettings,
): TE.TaskEither<Fault, Fetched['files'][number]> => {
  const part = join(dir, `.${of.file}.part`)
  const end = join(dir, of.unpacked?.folder ?? of.file)
  const parts = partsOf(dir, of)
  const done = (state: 'fetched' | 'already there') => ({ path: end, bytes: of.known.bytes, state })
  const report = (received: number) => settings.onProgress?.({ file: of.file, received, bytes: of.known.bytes })
  const onPlacing = (error: unknown): Fault => onDisk(end, mishap(error).reason)
  const inPlace = (from: string) =>
    pipe(
      TE.fromIOEither(() => moveWhole(from, end)),
      TE.mapLeft(onPlacing),
    )
  const unpack = (unpacked: NonNullable<Download['unpacked']>) =>
    pipe(
      TE.tryCatch(
        () => unpackInto(part, `${part}.d`, unpacked, settings.signal),
        (error) => (error instanceof TooMuch ? overfull(of.file, error.message) : onPlacing(error)),
      ),
      TE.chain((wrong) =>
        wrong.length === 0 ? inPlace(join(`${part}.d`, unpacked.folder)) : TE.left(notInside(of.file, wrong)),
      ),
    )
  const clean: Task.Task<unknown> = () =>
    Promise.allSettled([part, `${part}.d`].map((path) => rm(path, { recursive: true, force: true })))
  const fresh = pipe(
    firstOf(of.urls, (url) => transfer(url, part, of.known, report, settings.signal), settings.signal),
    TE.mapLeft((mishaps) => {
      const disk = mishaps.find((one) => one.of === 'disk')
      return disk === undefined ? notFetched(dir, of, mishaps) : onDisk(part, disk.reason)
    }),
    TE.chain(() => (of.unpacked === undefined ? inPlace(part) : unpack(of.unpacked))),
    TE.map(() => done('fetched')),
    Task.chainFirst(() => clean),
  )
  return pipe(
    TE.tryCatch(() => Promise.all(parts.map(([path, known]) => stateOf(path, known))), onPlacing),
    TE.chain((states) => {
      if (states.every((state) => state === 'whole')) return TE.right(done('already there'))
      if (states.every((state) => state === 'absent')) return fresh
      const other = states.indexOf('other')
      const [path, known] = parts[other < 0 ? states.indexOf('absent') : other]!
      return TE.left(inTheWay(end, path, known, other < 0 ? 'only its fellow files' : 'another file'))
    }),
  )
}

/**
 * Fetches a published data set into the folder of its name in the one that is given, which is made if it isn't there. Files are
 * written beside their place and moved there only once their size and checksum are those published; what is there already and whole
 * isn't fetched again; an archive is unpacked.
 *
 * @returns a `Left` for a name that isn't known, when no host sends the file whole, when something else is in its place, and when
 * the disk doesn't take it; then nothing is left behind but what is whole
 */
export const fetchDataSet = (
  name: string,
  dir: string,
  settings: FetchSettings = {},
): TE.TaskEither<Fault, Fetched> => {
  const known = settings.known ?? publications
  const into = join(dir, name)
  return pipe(
    known.find((one) => one.name === name),
    E.fromNullable(unknownName({ where, what: 'data set', name, known: known.map((one) => one.name) })),
    TE.fromEither,
    TE.chainFirst(() =>
      TE.fromIOEither(() =>
        pipe(
          makeFolder(into),
          E.mapLeft((error) => onDisk(into, reasonOf(error))),
        ),
      ),
    ),
    TE.chain(({ downloads }) =>
      holding(
        [
          {
            path: into,
            where,
            what: 'the folder of the data set',
            instead: 'name another with --data DIR',
            unwritable: (error) => onDisk(into, mishap(error).reason),
          },
        ],
        () => TE.traverseSeqArray((one: Download) => fetchOne(into, one, settings))(downloads),
      ),
    ),
    TE.map((files) => ({ name, dir: into, files })),
  )
}
