import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { fashionFiles, mnistFiles, type OfficialFile, type OfficialFiles } from './official-files.ts'

/** A checksum and what it is called. */
export const checksumOf = (file: OfficialFile): { readonly algorithm: 'sha256' | 'sha1'; readonly value: string } =>
  'sha256' in file ? { algorithm: 'sha256', value: file.sha256 } : { algorithm: 'sha1', value: file.sha1 }

/** What is known of the file of that name. */
export const knownFile = (files: OfficialFiles, name: string): OfficialFile | undefined =>
  Object.hasOwn(files, name) ? files[name] : undefined

/** The data set that a checksum is of, among those that share the names of their files. */
export const ownerOf = (sum: string): string | undefined =>
  Object.entries({ MNIST: mnistFiles, 'Fashion-MNIST': fashionFiles }).find(([, files]) =>
    Object.values(files).some((file) => checksumOf(file).value === sum),
  )?.[0]

/**
 * Holds a file that has a published file's exact name to its published content; other names pass.
 *
 * @param path where the file lies, for the message
 * @returns a `Left` with both checksums when they differ
 */
export const checkOfficial =
  (dataSet: string, files: OfficialFiles, name: string, path: string) =>
  (bytes: Uint8Array): E.Either<Fault, Uint8Array> => {
    const known = knownFile(files, name)
    if (known === undefined) return E.right(bytes)
    const { algorithm, value } = checksumOf(known)
    const found = createHash(algorithm).update(bytes).digest('hex')
    const owner = ownerOf(found)
    return found === value
      ? E.right(bytes)
      : E.left(
          fault({
            where: 'data',
            rule: `the checksum of a file named \`${name}\` must be that of ${dataSet}, ${known.bytes} bytes with ${algorithm} ${value}`,
            got: `${bytes.length} bytes with ${algorithm} ${found}`,
            path: [path],
            hint:
              owner === undefined
                ? [
                    'if it is meant to be that file, fetch it again; if the data is your own, give it another name',
                    `that fits, such as \`${name.replace('-', '-own-')}\`, and its fellow file too`,
                  ].join('\n')
                : `it is the file of ${owner}: name the folder that holds ${dataSet}`,
          }),
        )
  }
