import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { codeOf } from '../../files/index.ts'
import { checksumOf } from '../official.ts'
import type { OfficialFile } from '../official-files.ts'
import { described } from './publications.ts'

/** A host that sends nothing for so long is given up, in milliseconds. */
const patience = 30_000

/** Why a file isn't there: the host, or the disk, which another host won't change. */
export interface Mishap {
  readonly of: 'host' | 'disk'
  readonly reason: string
}

/** What went wrong at which host. */
export type HostMishap = Mishap & { readonly url: string }

const diskCodes = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EMFILE']

/** What went wrong; the cause that a failed request keeps says more than the request's own message. */
export const mishap = (error: unknown): Mishap => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = codeOf(cause)
  const reason = cause instanceof Error && code === String(cause) ? cause.message : code
  return { of: diskCodes.includes(code) ? 'disk' : 'host', reason }
}

/**
 * Writes what is at the address into a file and holds it to the size and checksum that are known.
 *
 * @param report told how many bytes have come
 * @param signal ends it
 */
export const transfer = (
  url: string,
  into: string,
  known: OfficialFile,
  report: (received: number) => void,
  signal?: AbortSignal,
): TE.TaskEither<Mishap, void> =>
  TE.tryCatch(async () => {
    const giveUp = new AbortController()
    const silent = (): void => giveUp.abort(new Error(`it sent nothing for ${patience / 1000} seconds`))
    const clock = setTimeout(silent, patience)
    const stop = (): void => giveUp.abort(new Error('it was interrupted'))
    signal?.addEventListener('abort', stop)
    if (signal?.aborted === true) stop()
    const { algorithm, value } = checksumOf(known)
    const hash = createHash(algorithm)
    try {
      const response = await fetch(url, { signal: giveUp.signal })
      if (!response.ok || response.body === null)
        throw new Error(`it answered ${response.status} ${response.statusText}`)
      const reader = response.body.getReader()
      let received = 0
      await pipeline(
        async function* () {
          for (;;) {
            const { done, value: chunk } = await reader.read()
            if (done) return
            clock.refresh()
            received += chunk.length
            if (received > known.bytes)
              throw new Error(`it sent more than the ${known.bytes} bytes of the published file`)
            hash.update(chunk)
            report(received)
            yield chunk
          }
        },
        createWriteStream(into),
        { signal: giveUp.signal },
      )
      const found = hash.digest('hex')
      if (received !== known.bytes || found !== value) {
        throw new Error(`it sent ${received} bytes with ${algorithm} ${found}; published are ${described(known)}`)
      }
    } finally {
      clearTimeout(clock)
      signal?.removeEventListener('abort', stop)
    }
  }, mishap)
