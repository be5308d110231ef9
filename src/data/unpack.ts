import { createGunzip } from 'node:zlib'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { idxLength } from './idx.ts'
import { mostBytes } from './place.ts'

/** The longest header of an IDX file that is read, of three sides. */
const header = 16
const chunk = 2 ** 18

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')

/** What is inside a gzip file, or as much of it as had to be seen to know that it is too much. */
interface Inflated {
  readonly bytes: Uint8Array
  /** How many bytes there should have been at most, where there were more. */
  readonly passed?: number
}

/** Inflates until there is more than the header of the file says. What doesn't begin as an IDX file isn't inflated to its end. */
const inflate = async (packed: Uint8Array): Promise<Inflated> => {
  const gunzip = createGunzip({ chunkSize: chunk })
  gunzip.end(packed)
  const parts: Uint8Array[] = []
  let length = 0
  let most = chunk
  for await (const part of gunzip as AsyncIterable<Uint8Array>) {
    parts.push(part)
    length += part.length
    if (length - part.length < header && length >= header) {
      const said = idxLength(Buffer.concat(parts))
      if (said === undefined) return { bytes: Buffer.concat(parts) }
      if (said > mostBytes) return { bytes: new Uint8Array(), passed: mostBytes }
      most = said
    }
    if (length > most) return { bytes: new Uint8Array(), passed: most }
  }
  const whole = Buffer.concat(parts)
  return { bytes: new Uint8Array(whole.buffer, whole.byteOffset, whole.length) }
}

/**
 * The bytes inside a gzip file; bytes that aren't gzipped as they are, under whatever name, since browsers unpack some files as
 * they fetch them. Told by the first bytes: 1f 8b for gzip, 00 00 08 for IDX. No more is unpacked than the IDX header inside says.
 *
 * @param path the file, for the message
 * @returns a `Left` when the gzip is broken or holds more than its header says or than 1 GiB, and when a name ends in `.gz` while its
 * content is neither gzip nor IDX
 */
export const unpack =
  (path: string) =>
  (bytes: Uint8Array): TE.TaskEither<Fault, Uint8Array> => {
    const wrong = (got: string, hint: string, rule = 'the file must be a whole gzip file') =>
      fault({ where: 'data', rule, got, path: [path], hint })
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      return pipe(
        TE.tryCatch(
          () => inflate(bytes),
          (reason) =>
            wrong(
              `${bytes.length} bytes that can't be unpacked (${reason instanceof Error ? reason.message : String(reason)})`,
              'the file is damaged or truncated: fetch it again',
            ),
        ),
        TE.filterOrElse(
          ({ passed }) => passed === undefined,
          ({ passed }) =>
            wrong(
              'more',
              'the file is damaged, or made to fill the memory: fetch it again from where you trust it',
              passed === mostBytes
                ? `a file must unpack to at most ${mostBytes} bytes`
                : `the file must unpack to the ${passed} bytes that its header says`,
            ),
        ),
        TE.map((inflated) => inflated.bytes),
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
