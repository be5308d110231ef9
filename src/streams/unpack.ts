import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'

/** No file unpacks to more than this many bytes (1 GiB); the largest we know has 47 MB. */
const mostBytes = 2 ** 30

const inflate = promisify(gunzip)

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')

/**
 * The bytes inside a gzip file; bytes that aren't gzipped as they are, under whatever name, since browsers unpack some files as
 * they fetch them. Told by the first bytes: 1f 8b for gzip, 00 00 08 for IDX.
 *
 * @param path the file, for the message
 * @returns a `Left` when the gzip is broken, and when a name ends in `.gz` while its content is neither gzip nor IDX
 */
export const unpack =
  (path: string) =>
  (bytes: Uint8Array): TE.TaskEither<Fault, Uint8Array> => {
    const wrong = (got: string, hint: string) =>
      fault({ where: 'data', rule: 'the file must be a whole gzip file', got, path: [path], hint })
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      return TE.tryCatch(
        () => inflate(bytes, { maxOutputLength: mostBytes }),
        (reason) =>
          wrong(
            `${bytes.length} bytes that can't be unpacked (${reason instanceof Error ? reason.message : String(reason)})`,
            'the file is damaged or truncated: fetch it again',
          ),
      )
    }
    const isIdx = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8
    return path.endsWith('.gz') && !isIdx
      ? TE.left(
          wrong(
            bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes that begin with ${hex(bytes)}`,
            'gzip begins with 1f 8b; look into the file, it may be the error page of a download, and fetch it again',
          ),
        )
      : TE.right(bytes)
  }
