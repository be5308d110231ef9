import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { sha256 } from '../digest.ts'
import { checksumOf } from './official.ts'
import type { OfficialFile } from './official-files.ts'

/** The digests of files that were read in this process, by their paths: as long as size and time are as they were. */
const remembered = new Map<string, { readonly bytes: number; readonly changed: number; readonly digest: string }>()

/**
 * The digest of a file that was read: its published checksum where it was held to that, else that of its content.
 *
 * @param known what is published of it, if it is a published file
 */
export const fileDigest = (path: string, content: Uint8Array, known: OfficialFile | undefined): string => {
  if (known !== undefined) return checksumOf(known).value
  const place = resolve(path)
  const changed = statSync(place, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN
  const before = remembered.get(place)
  if (before?.bytes === content.length && before.changed === changed) return before.digest
  const digest = sha256(content)
  remembered.set(place, { bytes: content.length, changed, digest })
  return digest
}
