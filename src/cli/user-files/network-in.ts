import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { isNetworkLike, type Network, networkFrom } from '../../networks/index.ts'
import { jsonIn } from './json-in.ts'
import { isJson } from './method-named.ts'
import { type Exports, userModule } from './user-module.ts'

const example =
  "write `export const mine = { name: 'mine', layers: [ … ], initialisation: 'xavierUniform', loss: 'crossEntropy' }`"

/** The networks that a module exports, each once, with a name of it. */
export const networksOf = (exported: Exports): ReadonlyMap<unknown, string> =>
  new Map(Object.entries(exported).flatMap(([name, value]) => (isNetworkLike(value) ? [[value, name] as const] : [])))

/** The network that a module is about: its default, or the only one. */
const chosenIn = (path: string, exported: Exports): E.Either<Fault, unknown> => {
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'network', rule, got, path: [path], hint }))
  if (isNetworkLike(exported.default)) return E.right(exported.default)
  const found = networksOf(exported)
  if (found.size === 0) return wrong('the file must export a network', 'none', example)
  return found.size > 1
    ? wrong(
        'the file must export one network, or one as its default',
        [...found.values()].join(', '),
        'add `export default` for the one to learn',
      )
    : E.right([...found.keys()][0])
}

/** The network that a file exports, or that its JSON is. It may come from code without types: each field is judged. */
export const networkIn = (path: string): TE.TaskEither<Fault, Network> =>
  pipe(
    isJson(path)
      ? TE.fromEither(jsonIn(path, 'network', 'a network is its name, layers, initialisation and loss'))
      : pipe(
          userModule(path, 'network'),
          TE.chainEitherK((exported) => chosenIn(path, exported)),
        ),
    TE.chainEitherK((value) =>
      pipe(
        networkFrom(value),
        E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
      ),
    ),
  )
