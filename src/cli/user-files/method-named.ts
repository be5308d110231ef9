import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../../dsl/index.ts'
import { type Fault, fault, unknownName } from '../../fault.ts'
import { methods } from '../../methods/index.ts'
import { jsonMethod } from './json-method.ts'
import { type Exports, userModule } from './user-module.ts'

export const isMethod = (value: unknown): value is Method =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'options' in value &&
  typeof value.options === 'object' &&
  value.options !== null &&
  'program' in value &&
  typeof value.program === 'function'

/** Whether it names a file and not a method that comes with Retain. */
export const isPath = (name: string): boolean => /[\\/]/.test(name) || /\.([cm]?[jt]s|json)$/.test(name)

/** Whether it names a file that holds data and no code. */
export const isJson = (path: string): boolean => path.endsWith('.json')

const example = 'write `export const mine = defineMethod({ … })`'

/** The method that a module is about: its default, or the only one. */
export const methodIn = (path: string, exported: Exports): E.Either<Fault, Method> => {
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

const fromFile = (path: string): TE.TaskEither<Fault, Method> =>
  isJson(path)
    ? jsonMethod(path)
    : pipe(
        userModule(path),
        TE.chainEitherK((exported) => methodIn(path, exported)),
      )

/** The method that comes with Retain by that name; or, for a path, the one that the file there exports or holds. */
export const methodNamed = (name: string): TE.TaskEither<Fault, Method> => {
  if (isPath(name)) return fromFile(name)
  return pipe(
    Object.hasOwn(methods, name) ? methods[name] : undefined,
    TE.fromNullable(unknownName({ where: 'method', what: 'method', name, known: Object.keys(methods) })),
  )
}
