import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../../dsl/index.ts'
import { programOf } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { explain, formats } from '../../interpreters/explain/index.ts'
import { parseChoice } from '../choice.ts'
import { type Console, columnsOf } from '../console.ts'
import { methodNamed } from '../method-named.ts'
import { narrowed } from '../narrowed.ts'
import { parseSettings } from '../settings.ts'

/** The flags of `retain explain`, as text. */
export interface ExplainFlags {
  readonly format: string
  readonly set: readonly string[]
  readonly expand?: boolean
}

/** Prints a method in the notation of papers, or as JSON that can be run. */
export const explainCommand =
  (console: Console) =>
  (name: string, flags: ExplainFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('format', () => TE.fromEither(parseChoice('--format', 'format', formats)(flags.format))),
      TE.chainFirstEitherK(({ format }) =>
        format === 'json' && flags.expand === true
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
      TE.bind('settings', () => TE.fromEither(parseSettings(flags.set))),
      TE.bind('method', () => methodNamed(name)),
      TE.bind('options', ({ method, settings }) => TE.fromEither(decodeOptions(name, method.options, settings))),
      TE.chainFirstEitherK(({ method, options }) => programOf({ name, method, options })),
      TE.chainEitherK(({ format, method, options }) => {
        const text = explain(method, options, { format, expand: flags.expand === true })
        console.out.write(`${format === 'unicode' ? narrowed(text, columnsOf(console.out)) : text}\n`)
        return E.right(0)
      }),
    )
