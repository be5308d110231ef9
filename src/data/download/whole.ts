import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { checksumOf } from '../official.ts'
import type { OfficialFile, OfficialFiles } from '../official-files.ts'
import type { Download } from './publications.ts'

const checksumIn = async (path: string, known: OfficialFile): Promise<string> => {
  const hash = createHash(checksumOf(known).algorithm)
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

/** What is in the place of a published file: nothing, the file itself, or something else. */
export type State = 'absent' | 'whole' | 'other'

/** What is there, told by size and checksum. */
export const stateOf = async (path: string, known: OfficialFile): Promise<State> => {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return 'absent'
  if (!found.isFile() || found.size !== known.bytes) return 'other'
  return (await checksumIn(path, known)) === checksumOf(known).value ? 'whole' : 'other'
}

/** The files that a download ends up as, and what is known of each. */
export const partsOf = (
  dir: string,
  { file, known, unpacked }: Download,
): readonly (readonly [string, OfficialFile])[] =>
  unpacked === undefined
    ? [[join(dir, file), known]]
    : Object.entries(unpacked.files).map(([name, one]) => [join(dir, unpacked.folder, name), one])

/** What unpacking an archive throws that holds far more than it should. */
export class TooMuch extends Error {}

/** Beside its files an archive holds names of labels and a page: no more than as much again. */
const mostUnpacked = (files: OfficialFiles): number =>
  2 ** 20 + 2 * Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0)

/** Lets so many bytes through, and fails at more. */
const bounded = (most: number): Transform => {
  let passed = 0
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      passed += chunk.length
      if (passed > most) done(new TooMuch(`more than ${most} bytes inside`))
      else done(null, chunk)
    },
  })
}

/**
 * Unpacks the files that are wanted, and nothing else, with their folder into another one.
 *
 * An archive that unpacks to far more than its files take is given up.
 *
 * @returns the names of those that aren't in the archive as they were published
 */
export const unpackInto = async (
  archive: string,
  into: string,
  { folder, files }: NonNullable<Download['unpacked']>,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const wanted = new Set(Object.keys(files).map((name) => `${folder}/${name}`))
  const { unpackTar } = await import('modern-tar/fs')
  await rm(into, { recursive: true, force: true })
  await pipeline(
    createReadStream(archive),
    createGunzip(),
    bounded(mostUnpacked(files)),
    unpackTar(into, { filter: ({ name, type }) => type === 'file' && wanted.has(name) }),
    ...(signal === undefined ? [] : [{ signal }]),
  )
  const states = await Promise.all(
    Object.entries(files).map(([name, known]) => stateOf(join(into, folder, name), known)),
  )
  return Object.keys(files).filter((_, i) => states[i] !== 'whole')
}
