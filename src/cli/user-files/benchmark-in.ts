import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { type Benchmark, benchmarkFrom, benchmarkNamed, isBenchmarkLike } from '../../streams/index.ts'
import { isPath } from './method-named.ts'
import { chosenIn, exportIn } from './named-export.ts'
import { userModule } from './user-module.ts'

/** The benchmark of that name; or, for a path, the one that the file there exports. It may come from code without types: each field is judged. */
export const benchmarkIn = (name: string): TE.TaskEither<Fault, Benchmark> => {
  if (!isPath(name)) return TE.fromEither(benchmarkNamed(name))
  const chosen = chosenIn(name)
  return pipe(
    userModule(chosen.file, 'benchmark'),
    TE.chainEitherK((exported) =>
      exportIn(chosen, exported, {
        what: 'benchmark',
        is: isBenchmarkLike,
        example: 'write `export const mine = defineBenchmark({ name, tasks, data, rule })`',
        use: 'learn',
      }),
    ),
    TE.chainEitherK((value) =>
      pipe(
        benchmarkFrom(value),
        E.bimap(
          (of): Fault => ({ ...of, path: [name, ...(of.path ?? [])] }),
          (own) => ({ ...own, file: name }),
        ),
      ),
    ),
  )
}
