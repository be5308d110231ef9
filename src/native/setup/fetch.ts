import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import { partsOf, type Wheel } from '../pinned.ts'
import type { Tools } from './machine.ts'
import { type Call, ran } from './ran.ts'
import { unfetched, unwritable, wrong } from './wrong.ts'

const sha256 = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** The sizes of the files in a folder and in those within it. */
export const sizeOf = (folder: string): number => {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sum + sizeOf(path)
      return sum + (entry.isFile() ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0)
    }, 0)
  } catch {
    return 0
  }
}

/** How often, in milliseconds, it is looked how much has come. */
const pause = 200

/** Tells, now and then while something is done, how much of it has come into a folder. */
const watched =
  <A>(folder: string, tell: (bytes: number) => void, task: TE.TaskEither<Fault, A>): TE.TaskEither<Fault, A> =>
  async () => {
    const watch = setInterval(() => tell(sizeOf(folder)), pause)
    try {
      return await task()
    } finally {
      clearInterval(watch)
    }
  }

const isKnown = async (path: string, { bytes, sha256: known }: Wheel): Promise<boolean> =>
  statSync(path, { throwIfNoEntry: false })?.size === bytes && (await sha256(path)) === known

/**
 * Brings a wheel of the Python registry into a folder by pip and holds it to its known size and checksum. What is there and whole stays.
 *
 * @param parts a folder for what isn't whole yet
 * @param tell told how many bytes have come
 */
export const fetched = (
  wheel: Wheel,
  into: string,
  parts: string,
  { python }: Tools,
  call: Call,
  tell: (bytes: number) => void,
): TE.TaskEither<Fault, string> => {
  const path = join(into, wheel.file)
  const { name, version, platforms } = partsOf(wheel)
  const part = join(parts, name)
  const args = [
    ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--no-input'],
    ...['--retries', '2', '--only-binary=:all:', '--implementation', 'cp', '--python-version', '311', '--abi', 'cp311'],
    ...platforms.flatMap((one) => ['--platform', one]),
    ...['--dest', join(part, 'whole'), `${name}==${version}`],
  ]
  const what = `${name} ${version}, ${megabytes(wheel.bytes)},`
  const download = pipe(
    TE.fromEither(pipe(makeFolder(join(part, 'coming')), E.mapLeft(unwritable(part)))),
    TE.chain(() =>
      watched(
        part,
        tell,
        pipe(
          ran(python, args, { ...call, env: { ...call.env, TMPDIR: join(part, 'coming') } }),
          TE.mapLeft(unfetched(what, 'pip', 'the Python registry')),
        ),
      ),
    ),
    TE.chain(() =>
      TE.tryCatch(async () => {
        const came = join(part, 'whole', wheel.file)
        const right = await isKnown(came, wheel)
        if (right) renameSync(came, path)
        rmSync(part, { recursive: true, force: true })
        return right
      }, unwritable(into)),
    ),
    TE.filterOrElse(
      (right) => right,
      () =>
        wrong(
          'what the Python registry sends must be the published file',
          `another one than that with sha256 ${wheel.sha256.slice(0, 16)}…`,
          'a mirror or a proxy may have changed it: see `pip config list`',
          [basename(path)],
        ),
    ),
    TE.map(() => path),
  )
  return pipe(
    TE.tryCatch(() => isKnown(path, wheel), unwritable(into)),
    TE.chain((there) => (there ? TE.right(path) : download)),
  )
}
