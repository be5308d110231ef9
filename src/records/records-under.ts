import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { codeOf } from '../files/index.ts'

/** The files in a folder and in those below it that may be records, by their paths, in order. Hidden ones are none. */
export const recordsUnder = (folder: string): E.Either<Fault, readonly string[]> => {
  const below = (place: string): readonly string[] =>
    readdirSync(place, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(place, entry.name)
        return entry.isDirectory() ? below(path) : entry.isFile() && entry.name.endsWith('.jsonl') ? [path] : []
      })
  return E.tryCatch(
    () => below(folder),
    (error) =>
      fault({
        where: 'records',
        rule: 'this must be a folder that can be read',
        got: codeOf(error) === 'ENOENT' ? 'nothing there' : codeOf(error) === 'ENOTDIR' ? 'a file' : codeOf(error),
        path: [folder],
      }),
  )
}
