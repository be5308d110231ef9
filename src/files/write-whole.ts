import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { nameNew } from './name-new.ts'

/** A file by its path, and what is to be in it. */
export type Content = readonly [path: string, content: string | Uint8Array]

const statusOf = (path: string) => statSync(path, { throwIfNoEntry: false })

/** Where a path leads to: links are followed, so that what they show is replaced and not the link. */
const placeOf = (path: string): string =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && statusOf(path) !== undefined
    ? realpathSync(path)
    : path

const sync = (path: string, flag: 'r' | 'r+' = 'r+'): void => {
  const file = openSync(path, flag)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Systems that can't sync a folder keep its names anyway. */
const syncFolder = (folder: string): void => {
  try {
    sync(folder, 'r')
  } catch {}
}

/** What is wrong with a place for a file: it must be free, or hold a regular file that may be replaced. */
const hindrance = (path: string, replace: boolean): Error | undefined => {
  const there = statusOf(path)
  const wrong = (code: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })
  if (there === undefined) return undefined
  if (there.isDirectory()) return wrong('EISDIR')
  if (!there.isFile()) return wrong('ENOTREG')
  return replace ? undefined : wrong('EEXIST')
}

interface Written {
  readonly path: string
  /** The file beside its place that holds the content already. */
  readonly waiting: string
}

const writeBeside = ([path, content]: Content): Written => {
  const place = placeOf(path)
  const waiting = join(dirname(place), `.${randomUUID()}.part`)
  try {
    writeFileSync(waiting, content, { flag: 'wx', flush: true })
    const mode = statusOf(place)?.mode
    if (mode !== undefined) chmodSync(waiting, mode & 0o7777)
    return { path: place, waiting }
  } catch (error) {
    rmSync(waiting, { force: true })
    throw error
  }
}

/**
 * Writes files so that each is whole or isn't there, whatever happens meanwhile: under another name beside its place, then, when all
 * have reached the disk, under its own. A reader sees the old content or the new one, never a part. Permissions of a file that is
 * replaced are kept.
 *
 * @param replace whether files that are there are replaced; else nothing is written if one is, also if it came just now
 * @returns a `Left` with what the system said; its code is ENOTREG for a place that holds something else than a file
 */
export const writeWhole = (
  files: readonly Content[],
  { replace }: { readonly replace: boolean },
): E.Either<unknown, void> => {
  const written: Written[] = []
  const placed: string[] = []
  return E.tryCatch(
    () => {
      try {
        for (const [path] of files) {
          const wrong = hindrance(path, replace)
          if (wrong !== undefined) throw wrong
        }
        for (const file of files) written.push(writeBeside(file))
        for (const one of written) {
          if (replace) renameSync(one.waiting, one.path)
          else nameNew(one.waiting, one.path)
          placed.push(one.path)
        }
        for (const folder of new Set(placed.map(dirname))) syncFolder(folder)
      } catch (error) {
        if (!replace) for (const path of placed) rmSync(path, { force: true })
        throw error
      } finally {
        for (const { waiting } of written) rmSync(waiting, { force: true })
      }
    },
    (error) => error,
  )
}

/** Moves a file, or a folder of files, to its place once what is in it has reached the disk. */
export const moveWhole = (from: string, to: string): E.Either<unknown, void> =>
  E.tryCatch(
    () => {
      if (statSync(from).isDirectory()) {
        for (const one of readdirSync(from, { withFileTypes: true })) if (one.isFile()) sync(join(from, one.name))
        syncFolder(from)
      } else sync(from)
      renameSync(from, to)
      syncFolder(dirname(to))
    },
    (error) => error,
  )
