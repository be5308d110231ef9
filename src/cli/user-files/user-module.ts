import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { messageOf } from '../../message-of.ts'
import { methods } from '../../methods/index.ts'
import { networks } from '../../networks/index.ts'
import { placeOf } from '../../source-place.ts'
import { benchmarks } from '../../streams/index.ts'
import { addressOf, admitModules } from './user-modules.ts'

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>

export const reasonOf = (error: unknown): string => messageOf(error).trim().replace(/\.+$/, '')

/** What a file may be asked for. */
export type Sought = 'method' | 'network' | 'benchmark' | 'metric' | 'space'

const comeWith: Readonly<Record<Sought, () => readonly string[]>> = {
  method: () => Object.keys(methods),
  network: () => networks.map(({ name }) => name),
  benchmark: () => benchmarks.map(({ name }) => name),
  // Those of a protocol are always there.
  metric: () => [],
  space: () => [],
}

export const noSuchFile = (path: string, what: Sought = 'method'): Fault =>
  fault({
    where: what,
    rule: `the file of a ${what} must be there`,
    got: 'no such file',
    path: [path],
    hint:
      comeWith[what]().length === 0
        ? `write \`./${what}.ts\`, where the file is`
        : `${what}s that come with Retain go by their names: ${[...comeWith[what]()].sort().join(', ')}`,
  })

/** What the module in a user's file exports. */
export const userModule = (path: string, what: Sought = 'method'): TE.TaskEither<Fault, Exports> => {
  const file = resolve(path)
  if (!existsSync(file)) return TE.left(noSuchFile(path, what))
  return TE.tryCatch(
    async () => {
      await admitModules(dirname(file))
      return (await import(addressOf(file))) as Exports
    },
    (error) =>
      fault({
        where: what,
        rule: `the file of a ${what} must load`,
        got: reasonOf(error),
        path: [placeOf(error) ?? path],
        hint: 'it is a module of TypeScript or JavaScript that imports the language from `retain-lang`',
      }),
  )
}
