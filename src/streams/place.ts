import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as Task from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'

/** A folder and the names in it. */
export interface Place {
  readonly dir: string
  readonly names: readonly string[]
}

/** What the system says of a failure, such as `ENOENT`. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)

/** That something can't be read, with what the system says of it. */
export const unreadable = (rule: string, path: string, hint: string) => (error: unknown) =>
  fault({
    where: 'data',
    rule,
    got: reasonOf(error) === 'ENOENT' ? 'nothing there' : reasonOf(error),
    path: [path],
    hint,
  })

/**
 * The first that holds what is wanted: the folder itself, or one of these folders inside it; so that one folder can hold many
 * data sets. The folder itself when none does.
 *
 * @param kind what the folder is of, for the message
 * @returns a `Left` when the folder isn't there or can't be read
 */
export const placeOf = (
  dir: string,
  kind: string,
  inside: readonly string[],
  wanted: (names: readonly string[]) => boolean,
): TE.TaskEither<Fault, Place> =>
  pipe(
    TE.tryCatch(
      () => readdir(dir),
      unreadable('the folder of data must be there and readable', dir, `name a folder of ${kind} with --data DIR`),
    ),
    TE.chainTaskK((names) => {
      const itself: Place = { dir, names }
      if (wanted(names)) return Task.of(itself)
      return pipe(
        inside,
        Task.traverseArray((name) =>
          pipe(
            TE.tryCatch(() => readdir(join(dir, name)), reasonOf),
            Task.map(
              E.match(
                (): Place => ({ dir, names: [] }),
                (found): Place => ({ dir: join(dir, name), names: found }),
              ),
            ),
          ),
        ),
        Task.map((places) => places.find((place) => wanted(place.names)) ?? itself),
      )
    }),
  )
