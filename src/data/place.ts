import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as Task from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { codeOf, readRegularFile } from '../files/index.ts'

/** A folder and the names in it. */
export interface Place {
  readonly dir: string
  readonly names: readonly string[]
}

/** No file of data has more than this many bytes (1 GiB), unpacked or not; the largest we know has 154 MB. */
export const mostBytes = 2 ** 30

/** The bytes of a file of data. */
export const readData = (
  path: string,
  { rule = 'the file must be readable', hint = 'check its permissions', most = mostBytes } = {},
): TE.TaskEither<Fault, Uint8Array> => TE.fromIOEither(() => readRegularFile({ where: 'data', path, rule, hint, most }))

/** The names in a folder: of regular files, and all of them. A link is what it leads to. */
interface Listing {
  readonly files: readonly string[]
  readonly all: readonly string[]
}

const listing = async (dir: string): Promise<Listing> => {
  const entries = await readdir(dir, { withFileTypes: true })
  const isFile = await Promise.all(
    entries.map((entry) =>
      entry.isSymbolicLink()
        ? stat(join(dir, entry.name)).then(
            (found) => found.isFile(),
            () => false,
          )
        : entry.isFile(),
    ),
  )
  const all = entries.map(({ name }) => name)
  return { all, files: all.filter((_, i) => isFile[i]) }
}

const nothing: Listing = { files: [], all: [] }

const listed = (dir: string): Task.Task<Listing> =>
  pipe(
    TE.tryCatch(() => listing(dir), codeOf),
    TE.getOrElse(() => Task.of(nothing)),
  )

/** The names of the regular files in a folder; none where it isn't there. */
export const filesIn = (dir: string): Task.Task<readonly string[]> =>
  pipe(
    listed(dir),
    Task.map(({ files }) => files),
  )

/** How much of what is wanted there is under some names. */
export type Holds = 'all' | 'some' | 'none'

/**
 * The first that holds all of what is wanted: the folder itself, or one of these folders inside it, so that one folder can hold many
 * data sets. Else the first that holds some, else the folder itself. What isn't a regular file counts only where no place is complete
 * without it, so that a folder that has a file's name doesn't stand before the file.
 *
 * @param kind what the folder is of, for the message
 * @returns a `Left` when the folder isn't there or can't be read
 */
export const placeOf = (
  dir: string,
  kind: string,
  inside: readonly string[],
  holds: (names: readonly string[]) => Holds,
): TE.TaskEither<Fault, Place> =>
  pipe(
    TE.tryCatch(
      () => listing(dir),
      (error) => {
        const reason = codeOf(error)
        const known: Readonly<Record<string, string>> = {
          ENOENT: 'nothing there',
          ENOTDIR: 'something that is no folder',
        }
        return fault({
          where: 'data',
          rule: 'the folder of data must be there and readable',
          got: known[reason] ?? reason,
          path: [dir],
          hint: `name a folder of ${kind} with --data DIR`,
        })
      },
    ),
    TE.chainTaskK((itself) => {
      if (holds(itself.files) === 'all') return Task.of({ dir, names: itself.files })
      return pipe(
        inside,
        Task.traverseArray((name) =>
          pipe(
            listed(join(dir, name)),
            Task.map((found) => ({ dir: join(dir, name), found })),
          ),
        ),
        Task.map((inner): Place => {
          const places = [{ dir, found: itself }, ...inner]
          const regular = places.find(({ found }) => holds(found.files) === 'all')
          if (regular !== undefined) return { dir: regular.dir, names: regular.found.files }
          const best =
            places.find(({ found }) => holds(found.all) === 'all') ??
            places.find(({ found }) => holds(found.all) === 'some') ??
            places[0]!
          return { dir: best.dir, names: best.found.all }
        }),
      )
    }),
  )
