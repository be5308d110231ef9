import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../../dsl/index.ts'
import { programOf } from '../../experiment/index.ts'
import { fault } from '../../fault.ts'
import { explain, formats } from '../../interpreters/explain/index.ts'
import { parseChoice } from '../choice.ts'
import { methodNamed } from '../method-named.ts'
import { parseSettings } from '../settings.ts'
import type { Doing } from '../worker/serve.ts'

export interface ExplainOrder {
  readonly name: string
  readonly format: string
  readonly set: readonly string[]
  readonly expand: boolean
}

/** A method in the notation of papers, or as JSON that can be run. */
export const explainErrand: Doing<'explain'> = ({ name, format: asked, set, expand }) =>
  pipe(
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
    TE.bind('settings', () => TE.fromEither(parseSettings(set))),
    TE.bind('method', () => methodNamed(name)),
    TE.bind('options', ({ method, settings }) => TE.fromEither(decodeOptions(name, method.options, settings))),
    TE.chainFirstEitherK(({ method, options }) => programOf({ name, method, options })),
    TE.map(({ format, method, options }) => explain(method, options, { format, expand })),
  )
