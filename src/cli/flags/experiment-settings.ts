import type * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method, Values } from '../../dsl/index.ts'
import { bundledMemory, type ExperimentSettings, runOptions } from '../../experiment/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import { benchmarkNamed } from '../../streams/index.ts'
import { isPath, methodNamed } from '../user-files/method-named.ts'
import { networkIn } from '../user-files/network-in.ts'

/** The options that a method has on a benchmark: those that are set, those that the benchmark has for it, and the memory that its protocol gives it. */
export const optionsOn = (
  name: string,
  method: Method,
  set: Readonly<Record<string, unknown>>,
  on: Parameters<typeof bundledMemory>[1] | undefined,
): E.Either<Fault, Values> =>
  runOptions(name, method.options, {
    ...(on === undefined ? {} : { ...on.benchmark.options?.[name], ...bundledMemory(method.options, on) }),
    ...set,
  })

/** An experiment of what is asked for: the method, the network and the benchmark by their names or files, and the options of the method, each checked. */
export const settingsOf = (
  name: string,
  set: Readonly<Record<string, unknown>>,
  asked: Asked,
): TE.TaskEither<Fault, ExperimentSettings> =>
  pipe(
    TE.Do,
    TE.bind('method', () => methodNamed(name)),
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(asked.benchmark))),
    TE.bind('options', ({ method, benchmark }) => TE.fromEither(optionsOn(name, method, set, { ...asked, benchmark }))),
    TE.bind('own', () =>
      asked.network !== undefined && isPath(asked.network)
        ? pipe(
            networkIn(asked.network),
            TE.map((ownNetwork) => ({ ownNetwork })),
          )
        : TE.right({}),
    ),
    TE.map(({ own, ...resolved }) => ({ ...asked, ...resolved, ...own, name })),
  )
