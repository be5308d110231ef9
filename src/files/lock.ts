import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { decodeHolder, encodeHolder, type Holder, isDead, newHolder } from './holder.ts'
import { nameNew } from './name-new.ts'
import { codeOf } from './reason.ts'

/** That a file or a folder is this process's alone to write. */
export interface Lock {
  /** Whether it is still so: another machine may have taken this process for dead while it was stopped. */
  readonly isHeld: () => boolean
  /** Gives it back; the second time does nothing. */
  readonly release: () => void
}

/** Why there is no lock: another holds it, or the disk doesn't take it. */
export type Refusal =
  | { readonly _tag: 'Held'; readonly by: Holder | undefined; readonly lockFile: string }
  | { readonly _tag: 'Unwritable'; readonly error: unknown }

/** How often a lock gives a sign of life, in milliseconds. */
const pause = 15_000

/** How deep locks for the taking over of locks go: each level was left behind by a process that died while it took over. */
const deepest = 3

const reallyAt = (path: string): string => {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path)
  return join(realpathSync(dirname(resolve(path))), basename(path))
}

/** The lock of a file lies beside it, that of a folder inside: one for all the names that lead there. */
export const lockFileOf = (path: string): string => {
  const place = reallyAt(path)
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
    ? join(place, '.lock')
    : join(dirname(place), `.${basename(place)}.lock`)
}

interface Made {
  /** Kept open, to give signs of life. */
  readonly file: number
  readonly lockFile: string
  readonly text: string
}

/** What a lock file says, and how it is with its holder; `undefined` where there is none. */
const look = (
  lockFile: string,
  now: number,
): { readonly by: Holder | undefined; readonly dead: boolean } | undefined => {
  try {
    const by = decodeHolder(readFileSync(lockFile, 'utf8'))
    return { by, dead: isDead(by, statSync(lockFile).mtimeMs, now) }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Gives what waits the name of the lock, if nothing has that name. */
const isNamed = (waiting: string, lockFile: string): boolean => {
  try {
    nameNew(waiting, lockFile)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Makes the lock file if there is none; else the time on the disk's own clock. */
const attempt = (lockFile: string): Made | number => {
  const waiting = join(dirname(lockFile), `.${randomUUID()}.part`)
  const file = openSync(waiting, 'wx')
  const text = encodeHolder(newHolder())
  let made = false
  try {
    writeSync(file, text)
    made = isNamed(waiting, lockFile)
    return made ? { file, lockFile, text } : fstatSync(file).mtimeMs
  } finally {
    if (!made) closeSync(file)
    rmSync(waiting, { force: true })
  }
}

/**
 * Makes the lock file, or says who holds it. One of a dead holder is taken away under a lock of its own, so that no process takes
 * away what another has made since: only who holds that one, having looked again, takes it away.
 */
const claim = (lockFile: string, depth: number): Made | Refusal => {
  for (let tries = 0; tries < 5; tries += 1) {
    const made = attempt(lockFile)
    if (typeof made !== 'number') return made
    const there = look(lockFile, made)
    if (there === undefined) continue
    const held: Refusal = { _tag: 'Held', by: there.by, lockFile }
    if (!there.dead || depth === deepest) return held
    const turn = claim(`${lockFile}.turn`, depth + 1)
    if ('_tag' in turn) return turn
    try {
      if (look(lockFile, made)?.dead === true) unlinkSync(lockFile)
    } finally {
      end(turn)
    }
  }
  return { _tag: 'Held', by: undefined, lockFile }
}

const isOwn = ({ lockFile, text }: Made): boolean => {
  try {
    return readFileSync(lockFile, 'utf8') === text
  } catch {
    return false
  }
}

const end = (made: Made): void => {
  if (isOwn(made)) rmSync(made.lockFile, { force: true })
  closeSync(made.file)
}

/** The locks of this process, to be given back when it ends. */
const held = new Set<() => void>()
process.once('exit', () => {
  for (const release of held) release()
})

const kept = (made: Made): Lock => {
  // The last letter is written again: only the time of the file changes, by the clock of the disk.
  const last = made.text.length - 1
  const beat = setInterval(() => {
    try {
      writeSync(made.file, made.text[last]!, last)
    } catch {}
  }, pause).unref()
  const release = (): void => {
    if (!held.delete(release)) return
    clearInterval(beat)
    end(made)
  }
  held.add(release)
  return {
    isHeld: () =>
      held.has(release) && (isOwn(made) || lstatSync(made.lockFile, { throwIfNoEntry: false }) === undefined),
    release,
  }
}

/**
 * Makes a file, or a folder that is there, this process's alone to write, among all that ask for locks. The lock is a file that is
 * made exclusively and says who holds it. It is void when that process is gone: on the same machine by its number and start, on
 * another when it has given no sign of life for two minutes. It is given back when the process ends, unless it is killed.
 *
 * @returns a `Left` with its holder when another has it, or when no file can be made there
 */
export const lock = (path: string): E.Either<Refusal, Lock> => {
  try {
    const made = claim(lockFileOf(path), 0)
    return '_tag' in made ? E.left(made) : E.right(kept(made))
  } catch (error) {
    return E.left({ _tag: 'Unwritable', error })
  }
}
