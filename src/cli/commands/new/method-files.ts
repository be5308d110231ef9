import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault, unknownName } from '../../../fault.ts'
import { type Content, reasonOf, writeWhole } from '../../../files/index.ts'
import { methods } from '../../../methods/index.ts'
import { methodCopy } from './method-copy.ts'
import { skeleton } from './skeleton.ts'

const reserved = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield NaN Infinity'.split(
    ' ',
  ),
)

const wrong = (rule: string, got: string, hint: string): Fault => fault({ where: 'retain new', rule, got, hint })

/** The name of a constant, from the name of a file. */
const identifierOf = (path: string): E.Either<Fault, string> => {
  const name = basename(path)
  const identifier = name.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase())
  return /^[A-Za-z](?:[-_]?[A-Za-z0-9])*$/.test(name) && !reserved.has(identifier)
    ? E.right(identifier)
    : E.left(
        wrong(
          'the name must be one that a constant can have: letters and digits, with hyphens between them',
          `\`${name}\``,
          'for example retain new mine',
        ),
      )
}

const sourceOf = (from: string | undefined) =>
  from === undefined
    ? E.right(skeleton)
    : Object.hasOwn(methods, from)
      ? E.right(methodCopy(from))
      : E.left(unknownName({ where: '--from', what: 'method', name: from, known: Object.keys(methods) }))

/** Code without its comments and texts. */
const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'/g, '')

const renamed = (text: string, from: string, to: string): E.Either<Fault, string> => {
  if (to !== from && new RegExp(`\\b${to}\\b`).test(codeOf(text)))
    return E.left(
      wrong('the name must be free in the program it is given to', `\`${to}\``, `take another, such as my-${from}`),
    )
  return E.right(
    text
      .replace(`export const ${from} = defineMethod(`, `export const ${to} = defineMethod(`)
      .replace(`name: '${from}',`, `name: '${to}',`),
  )
}

const testOf = (name: string, file: string): string => `import { laws } from 'retain-lang/laws'
import { it } from 'vitest'
import { ${name} } from './${file}'

for (const law of laws.method(${name})) it(law.name, () => law.check({ numRuns: 10 }), 120_000)
`

/** Writes new files; all of them or none. */
export const written = (where: string, files: readonly Content[], force: boolean): E.Either<Fault, void> =>
  pipe(
    writeWhole(files, { replace: force }),
    E.mapLeft((error) =>
      fault({
        where,
        rule: 'the file must be one that can be written',
        got: reasonOf(error),
        path: files.slice(0, 1).map(([path]) => path),
      }),
    ),
  )

/** That there is nothing where files are to be. */
export const free = (where: string, paths: readonly string[], force: boolean): E.Either<Fault, void> => {
  const there = force ? [] : paths.filter((path) => existsSync(path))
  return there.length === 0
    ? E.right(undefined)
    : E.left(
        fault({
          where,
          rule: 'the file must be a new one',
          got: 'one that exists',
          path: [there.join(', ')],
          hint: 'take another name, or replace it with --force',
        }),
      )
}

/** The file of a method, that starts from one that comes with Retain or from a skeleton, and the file of its test. */
export const methodFiles = (path: string, from: string | undefined): E.Either<Fault, readonly [Content, Content]> => {
  const program = `${path}.ts`
  return pipe(
    E.Do,
    E.bind('name', () => identifierOf(path)),
    E.bind('source', () => sourceOf(from)),
    E.bind('text', ({ name, source }) => renamed(source.text, source.exported, name)),
    E.map(({ name, text }): readonly [Content, Content] => [
      [program, `${text}\n`],
      [`${path}.test.ts`, testOf(name, basename(program))],
    ]),
  )
}
