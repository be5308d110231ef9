import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { isMetricLike, metricFrom, type OwnMetric } from '../../experiment/protocol/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { chosenIn, exportIn, soughtIn } from './named-export.ts'
import { userModule } from './user-module.ts'

const example = "write `export const worst = defineMetric({ name: 'worst', better: 'more', of: (matrix) => … })`"

/** The metrics that a file exports, all of them, or the one that is named. They may come from code without types: each field is judged. */
const inFile = (path: string): TE.TaskEither<Fault, readonly OwnMetric[]> => {
  const chosen = chosenIn(path)
  return pipe(
    userModule(chosen.file, 'metric'),
    TE.chainEitherK((exported) => {
      const all = [...soughtIn(exported, isMetricLike).keys()]
      const found =
        chosen.name === undefined && all.length > 0
          ? E.right(all)
          : pipe(
              exportIn(chosen, exported, { what: 'metric', is: isMetricLike, example, use: 'take' }),
              E.map((one) => [one]),
            )
      return pipe(
        found,
        E.chain(E.traverseArray(metricFrom)),
        E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
      )
    }),
  )
}

/** The metrics of all files that are named; each must have a name of its own. */
export const metricsIn = (paths: readonly string[]): TE.TaskEither<Fault, readonly OwnMetric[]> =>
  pipe(
    paths,
    TE.traverseSeqArray(inFile),
    TE.map((all) => all.flat()),
    TE.chainEitherK((all) => {
      const twice = all.find(({ name }, i) => all.findIndex((one) => one.name === name) !== i)
      return twice === undefined
        ? E.right(all)
        : E.left(
            fault({
              where: '--metric',
              rule: 'each metric must have a name of its own',
              got: `\`${twice.name}\` twice`,
            }),
          )
    }),
  )
