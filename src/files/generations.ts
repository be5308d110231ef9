import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'

/** Where the generation before the last is, and where one waits that is being written. */
const before = (path: string): string => `${path}.before`
const waiting = (path: string): string => `${path}.part`

const syncFolder = (folder: string): void => {
  try {
    const file = openSync(folder, 'r')
    fsyncSync(file)
    closeSync(file)
  } catch {
    // Systems that can't sync a folder keep its names anyway.
  }
}

/** Writes pieces one after the other, on the disk when this returns. */
const written = (path: string, pieces: readonly Uint8Array[]): void => {
  const file = openSync(path, 'w')
  try {
    for (const piece of pieces)
      for (let sent = 0; sent < piece.length; ) sent += writeSync(file, piece, sent, piece.length - sent)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Puts another generation of a file in its place, and keeps the one before it. Whenever the process is killed, at least one of the two is
 * there, whole. Only one process may write the file.
 *
 * @returns a `Left` with what the system said; what was there is there still
 */
export const writeGeneration = (path: string, pieces: readonly Uint8Array[]): E.Either<unknown, void> =>
  E.tryCatch(
    () => {
      try {
        written(waiting(path), pieces)
      } catch (error) {
        rmSync(waiting(path), { force: true })
        throw error
      }
      if (existsSync(path)) renameSync(path, before(path))
      renameSync(waiting(path), path)
      syncFolder(dirname(path))
    },
    (error) => error,
  )

/** The generations of a file that are there, the last one first. */
export const generationsOf = (path: string): readonly string[] => [path, before(path)].filter((one) => existsSync(one))

/** Takes all generations of a file away, as far as the system lets it. */
export const removeGenerations = (path: string): void => {
  for (const one of [waiting(path), before(path), path]) {
    try {
      rmSync(one, { force: true })
    } catch {
      // What is left is of no use to anybody, and does no harm.
    }
  }
}
