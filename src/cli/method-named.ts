import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../dsl/index.ts'
import { type Fault, fault, unknownName } from '../fault.ts'
import { methods } from '../methods/index.ts'
import { admitModules } from './user-modules.ts'

const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'options' in value &&
  typeof value.options === 'object' &&
  'program' in value &&
  typeof value.program === 'function'

const isPath = (name: string): boolean => /[\\/]/.test(name) || /\.[cm]?[jt]s$/.test(name)

const example = 'write `export const mine = defineMethod({ … })`'

const onlyMethod = (path: string, exported: Readonly<Record<string, unknown>>): E.Either<Fault, Method> => {
  const chosen = exported.default
  const found = new Map(
    Object.entries(exported).flatMap(([name, value]) => (isMethod(value) ? [[value, name] as const] : [])),
  )
  const [only] = found.keys()
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'method', rule, got, path: [path], hint }))
  if (isMethod(chosen)) return E.right(chosen)
  if (only === undefined) return wrong('the file must export a method', 'none', example)
  return found.size > 1
    ? wrong(
        'the file must export one method, or one as its default',
        [...found.values()].join(', '),
        'add `export default` for the one to run',
      )
    : E.right(only)
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replace(/\.+$/, '')

const fromFile = (path: string): TE.TaskEither<Fault, Method> => {
  const file = resolve(path)
  return existsSync(file)
    ? pipe(
        TE.tryCatch(
          async () => {
            admitModules(dirname(file))
            return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
          },
          (error) =>
            fault({
              where: 'method',
              rule: 'the file of a method must load',
              got: reasonOf(error),
              path: [path],
              hint: 'it is a module of TypeScript or JavaScript that imports the language from `retain`',
            }),
        ),
        TE.chainEitherK((exported) => onlyMethod(path, exported)),
      )
    : TE.left(
        fault({
          where: 'method',
          rule: 'the file of a method must be there',
          got: 'no such file',
          path: [path],
          hint: `methods that come with Retain go by their names: ${Object.keys(methods).sort().join(', ')}`,
        }),
      )
}

/** The method that comes with Retain by that name; or, for a path, the one that the file there exports. */
export const methodNamed = (name: string): TE.TaskEither<Fault, Method> => {
  if (isPath(name)) return fromFile(name)
  return pipe(
    Object.hasOwn(methods, name) ? methods[name] : undefined,
    TE.fromNullable(unknownName({ where: 'method', what: 'method', name, known: Object.keys(methods) })),
  )
}
