import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { codeOf } from './reason.ts'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The folders that are not there yet on the way to one, the outermost first. */
const missing = (folder: string): readonly string[] => {
  if (isFolder(folder)) return []
  const around = dirname(folder)
  return around === folder ? [] : [...missing(around), folder]
}

const made = (folder: string): void => {
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have been quicker.
    if (codeOf(error) !== 'EEXIST' || !isFolder(folder)) throw error
  }
}

/**
 * Makes a folder, and those that it is to be in. One by one: asked to make all at once, Node.js says of a file system that is read-only
 * that there is no such folder (ENOENT), and of one that takes no folders nothing, for ever.
 *
 * @returns a `Left` with what the system said
 */
export const makeFolder = (path: string): E.Either<unknown, void> =>
  E.tryCatch(
    () => {
      for (const folder of missing(resolve(path))) made(folder)
    },
    (error) => error,
  )
