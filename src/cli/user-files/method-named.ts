import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method } from '../../dsl/index.ts'
import { type Fault, unknownName } from '../../fault.ts'
import { methods } from '../../methods/index.ts'
import { jsonMethod } from './json-method.ts'
import { type Chosen, chosenIn, exportIn } from './named-export.ts'
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
export const isPath = (name: string): boolean => /[\\/]/.test(name) || /\.([cm]?[jt]s(#[^#]+)?|json)$/.test(name)

/** Whether it names a file that holds data and no code. */
export const isJson = (path: string): boolean => path.endsWith('.json')

/** The method that a module is about: the one that is named, else its default, or the only one. */
export const methodIn = (chosen: Chosen, exported: Exports): E.Either<Fault, Method> =>
  pipe(
    exportIn(chosen, exported, {
      what: 'method',
      is: isMethod,
      example: 'write `export const mine = defineMethod({ … })`',
      use: 'run',
    }),
    E.map((value) => value as Method),
  )

const fromFile = (path: string): TE.TaskEither<Fault, Method> => {
  if (isJson(path)) return jsonMethod(path)
  const chosen = chosenIn(path)
  return pipe(
    userModule(chosen.file),
    TE.chainEitherK((exported) => methodIn(chosen, exported)),
  )
}

/** The method that comes with Retain by that name; or, for a path, the one that the file there exports or holds. */
export const methodNamed = (name: string): TE.TaskEither<Fault, Method> => {
  if (isPath(name)) return fromFile(name)
  return pipe(
    Object.hasOwn(methods, name) ? methods[name] : undefined,
    TE.fromNullable(unknownName({ where: 'method', what: 'method', name, known: Object.keys(methods) })),
  )
}
