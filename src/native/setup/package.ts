import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import { type Kind, packages, versions } from '../pinned.ts'
import type { Tools } from './machine.ts'
import { type Call, ran } from './ran.ts'
import { unfetched, unwritable } from './wrong.ts'

/** Source maps are two thirds of what npm brings, and nothing loads them. */
const withoutMaps = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile() && entry.name.endsWith('.map')) rmSync(join(entry.parentPath, entry.name))
}

/** Brings the package and the headers of Node.js by npm, without the download that the package does when it is installed. */
export const installed = (
  kind: Kind,
  place: string,
  parts: string,
  { npm }: Tools,
  call: Call,
): TE.TaskEither<Fault, void> => {
  const part = join(parts, 'package')
  const about = {
    private: true,
    dependencies: { [packages[kind]]: versions.package, 'node-api-headers': versions.headers },
  }
  const args = [
    ...['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--prefix', part],
  ]
  return pipe(
    TE.fromEither(
      pipe(
        makeFolder(part),
        E.chain(() =>
          E.tryCatch(
            () => writeFileSync(join(part, 'package.json'), JSON.stringify(about)),
            (error) => error,
          ),
        ),
        E.mapLeft(unwritable(part)),
      ),
    ),
    TE.chain(() =>
      pipe(
        ran(npm, args, { ...call, cwd: part }),
        TE.mapLeft(unfetched(`${packages[kind]} ${versions.package}`, 'npm', 'the npm registry')),
      ),
    ),
    TE.chain(() =>
      TE.tryCatch(async () => {
        withoutMaps(join(part, 'node_modules'))
        renameSync(join(part, 'node_modules'), join(place, 'node_modules'))
        rmSync(part, { recursive: true, force: true })
      }, unwritable(place)),
    ),
  )
}
