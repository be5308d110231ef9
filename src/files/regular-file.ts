import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { codeOf } from './reason.ts'

/** A file that is to be read, and what is said where it can't be. */
export interface FileWanted {
  readonly path: string
  /** What reads it. */
  readonly where: string
  /** What would be right, where it isn't there or the system doesn't let it be read. */
  readonly rule: string
  readonly hint?: string
  /** No more than so many bytes are read. */
  readonly most: number
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  ENOTDIR: 'a path through something that is no folder',
  EACCES: 'no permission to read it (EACCES)',
  EPERM: 'no permission to read it (EPERM)',
  ELOOP: 'links that lead round in a circle',
}

/** What is there in place of a regular file; nothing where it is one. */
const irregularity = (stats: Stats): string | undefined => {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'something else'
}

class Refusal extends Error {
  readonly fault: Fault
  constructor(of: Fault) {
    super(of.rule)
    this.fault = of
  }
}

/** That what is there is a regular file, not too long. Sizes that the system doesn't know are 0 and found out by reading. */
const admit = ({ where, path, most }: FileWanted, stats: Stats): void => {
  const got = irregularity(stats)
  const of = { where, path: [path] }
  if (got !== undefined) {
    throw new Refusal(fault({ ...of, rule: 'the file must be a regular one', got, hint: 'put the file itself there' }))
  }
  if (stats.size > most) throw new Refusal(tooLong(where, path, most, `${stats.size}`))
}

const tooLong = (where: string, path: string, most: number, got: string): Fault =>
  fault({
    where,
    rule: `the file must have at most ${most} bytes`,
    got,
    path: [path],
    hint: 'look into it: it can hardly be what its name says',
  })

/** All that is left to read of an open file, unless it is more than `most` bytes. */
const readAll = (of: FileWanted, file: number, size: number): Uint8Array => {
  let bytes = Buffer.allocUnsafe(Math.min(of.most, size) + 1)
  let length = 0
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null)
    length += read
    if (read === 0) return new Uint8Array(bytes.buffer, bytes.byteOffset, length)
    if (length > of.most) throw new Refusal(tooLong(of.where, of.path, of.most, 'more'))
    if (length === bytes.length) {
      const longer = Buffer.allocUnsafe(Math.min(of.most, Math.max(2 ** 16, 2 * length)) + 1)
      bytes.copy(longer)
      bytes = longer
    }
  }
}

/**
 * The bytes of a regular file. What only bears the name of one (a folder, a pipe, a device, or a link to one) isn't opened, so that
 * nothing waits for it and nothing reads without an end.
 *
 * @returns a `Left` at once for anything but a regular file, for one of more than `most` bytes, and for what the system refuses
 */
export const readRegularFile = (wanted: FileWanted): E.Either<Fault, Uint8Array> => {
  const { path, where, rule, hint } = wanted
  try {
    admit(wanted, statSync(path))
    // Without blocking, should there be a pipe in its place by now.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = fstatSync(file)
      admit(wanted, stats)
      return E.right(readAll(wanted, file, stats.size))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof Refusal) return E.left(error.fault)
    const reason = codeOf(error)
    return E.left(
      fault({ where, rule, got: reasons[reason] ?? reason, path: [path], ...(hint === undefined ? {} : { hint }) }),
    )
  }
}
