import { type Fault, fault } from '../../fault.ts'
import { codeOf, reasonOf } from '../../files/index.ts'
import { type Failed, reasonIn } from './ran.ts'

export const where = 'setup tensorflow'

/** A fault of the set-up. */
export const wrong = (rule: string, got: string, hint: string, path: readonly string[] = []): Fault =>
  fault({ where, rule, got, hint, path })

/** That the disk doesn't take what is to be written. */
export const unwritable =
  (path: string) =>
  (error: unknown): Fault =>
    wrong(
      'the folder must be one that can be written',
      reasonOf(error),
      codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
        ? 'make room there, and go on with the same command'
        : 'name another one for caches: XDG_CACHE_HOME=/another/folder',
      [path],
    )

const noDisk = /ENOSPC|No space left|Disk quota|EDQUOT/i

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|ConnectTimeout|ConnectionError|Name or service not known|Temporary failure in name resolution|Network is unreachable|ProxyError|Max retries exceeded|Read timed out/i

/**
 * That a program which fetches something failed.
 *
 * @param from the registry, in words
 */
export const unfetched =
  (what: string, program: string, from: string) =>
  ({ _tag, said }: Failed): Fault => {
    if (_tag === 'Missing') return wrong(`${program} must be there`, said, `install ${program}`)
    if (noDisk.test(said)) return wrong(`${what} must fit on the disk`, 'a full disk', 'make room there, and go on')
    return noNetwork.test(said)
      ? wrong(
          `${what} must come from ${from}`,
          'no connection to it',
          `try again where the network allows (a proxy is named by HTTPS_PROXY; ${program} knows of mirrors): what has come stays`,
        )
      : wrong(
          `${what} must come from ${from}`,
          reasonIn(said) || `${program} failed without a word`,
          `see what ${program} says of it`,
        )
  }
