import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { Exports, Sought } from './user-module.ts'

/** A file, and which of what it exports, where that is said: `./mine.ts#second`. */
export interface Chosen {
  readonly file: string
  readonly name: string | undefined
}

/** What a path names: `file.ts#name` picks one of several. A sign that is in the name of a folder is none. */
export const chosenIn = (path: string): Chosen => {
  const [, file = path, name] = /^(.*\.[cm]?[jt]s)#([^#/\\]+)$/s.exec(path) ?? []
  return { file, name }
}

/** How what is sought is told from other exports, and what is said where none is there. */
export interface Seeking {
  readonly what: Sought
  readonly is: (value: unknown) => boolean
  /** How to write one. */
  readonly example: string
  /** What is done with the one that is chosen: `run`. */
  readonly use: string
}

/** The values of a module that are what is sought, each once, with a name of it. */
export const soughtIn = (exported: Exports, is: Seeking['is']): ReadonlyMap<unknown, string> =>
  new Map(Object.entries(exported).flatMap(([name, value]) => (is(value) ? [[value, name] as const] : [])))

/** The export that a file is about: the one that is named, else its default, or the only one of its kind. */
export const exportIn = (
  { file, name }: Chosen,
  exported: Exports,
  { what, is, example, use }: Seeking,
): E.Either<Fault, unknown> => {
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: what, rule, got, path: [file], hint }))
  const found = soughtIn(exported, is)
  if (name !== undefined) {
    const named = exported[name]
    if (is(named)) return E.right(named)
    return E.left({ ...unknownName({ where: what, what, name, known: [...found.values()] }), path: [file] })
  }
  if (is(exported.default)) return E.right(exported.default)
  if (found.size === 0) return wrong(`the file must export a ${what}`, 'none', example)
  return found.size > 1
    ? wrong(
        `the file must export one ${what}, or one as its default`,
        [...found.values()].join(', '),
        `add \`export default\` for the one to ${use}, or name it: ${file}#${[...found.values()][0]}`,
      )
    : E.right([...found.keys()][0])
}
