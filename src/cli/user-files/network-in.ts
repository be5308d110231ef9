import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { isNetworkLike, type Network, networkFrom } from '../../networks/index.ts'
import { jsonIn } from './json-in.ts'
import { isJson } from './method-named.ts'
import { chosenIn, exportIn, soughtIn } from './named-export.ts'
import { type Exports, userModule } from './user-module.ts'

const example =
  "write `export const mine = { name: 'mine', layers: [ … ], initialisation: 'xavierUniform', loss: 'crossEntropy' }`"

/** The networks that a module exports, each once, with a name of it. */
export const networksOf = (exported: Exports): ReadonlyMap<unknown, string> => soughtIn(exported, isNetworkLike)

/** The network that a file exports, or that its JSON is. It may come from code without types: each field is judged. */
export const networkIn = (path: string): TE.TaskEither<Fault, Network> =>
  pipe(
    isJson(path)
      ? TE.fromEither(jsonIn(path, 'network', 'a network is its name, layers, initialisation and loss'))
      : pipe(
          userModule(chosenIn(path).file, 'network'),
          TE.chainEitherK((exported) =>
            exportIn(chosenIn(path), exported, { what: 'network', is: isNetworkLike, example, use: 'learn' }),
          ),
        ),
    TE.chainEitherK((value) =>
      pipe(
        networkFrom(value),
        E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
      ),
    ),
  )
