import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { programOf } from '../../experiment/index.ts'
import { flagOf, parseChoice, table } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { explain, formats } from '../../interpreters/explain/index.ts'
import { optionsOn } from '../flags/experiment-settings.ts'
import { parseSettings } from '../flags/settings.ts'
import { benchmarkIn } from '../user-files/benchmark-in.ts'
import { methodNamed } from '../user-files/method-named.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export interface ExplainOrder {
  readonly name: string
  readonly format: string
  readonly set: readonly string[]
  readonly expand: boolean
  readonly benchmark?: string | undefined
  readonly tasks?: string | undefined
  readonly memory?: string | undefined
}

/** Where the method is run, if that is said. */
const runOn = ({ benchmark, tasks, memory }: ExplainOrder): TE.TaskEither<Fault, Parameters<typeof optionsOn>[3]> => {
  const count = (name: 'tasks' | 'memory', text: string | undefined): E.Either<Fault, number | undefined> =>
    text === undefined ? E.right(undefined) : table[name].read(flagOf(table[name].flag))(text)
  const lonely = flagOf(table[tasks === undefined ? 'memory' : 'tasks'].flag)
  if (benchmark === undefined)
    return tasks === undefined && memory === undefined
      ? TE.right(undefined)
      : TE.left(
          fault({
            where: lonely,
            rule: 'it must come with the benchmark that the method is run on',
            got: 'no --benchmark',
            hint: `add --benchmark NAME, or leave ${lonely} away`,
          }),
        )
  return pipe(
    TE.Do,
    TE.bind('benchmark', () => benchmarkIn(benchmark)),
    TE.bind('tasks', () => TE.fromEither(count('tasks', tasks))),
    TE.bind('memory', () => TE.fromEither(count('memory', memory))),
  )
}

export type ExplainErrand = Errand<ExplainOrder, never, string>

/** A method in the notation of papers, or as JSON that can be run. */
export const explainErrand: Doing<ExplainErrand> = (order) => {
  const { name, format: asked, set, expand } = order
  return pipe(
    TE.Do,
    TE.bind('format', () => TE.fromEither(parseChoice('--format', 'format', formats)(asked))),
    TE.chainFirstEitherK(({ format }) =>
      format === 'json' && expand
        ? E.left(
            fault({
              where: '--expand',
              rule: 'it must come with a format that shows names',
              got: '--format json, which always holds what stands behind them',
              hint: 'leave one of the two away',
            }),
          )
        : E.right(undefined),
    ),
    TE.bind('on', () => runOn(order)),
    TE.bind('method', () => methodNamed(name)),
    TE.bind('options', ({ method, on }) =>
      TE.fromEither(
        pipe(
          parseSettings(set),
          E.chain((own) => optionsOn(name, method, own, on)),
        ),
      ),
    ),
    TE.chainFirstEitherK(({ method, options }) => programOf({ name, method, options })),
    TE.map(({ format, method, options }) => explain(method, options, { format, expand })),
  )
}
