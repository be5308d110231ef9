import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { judgeHandler } from '../judge/handler.ts'
import type { Result } from '../judge/result.ts'
import type { Sorts } from '../judge/state.ts'
import type { HandlerName, HandlerProgram } from '../method.ts'
import { record } from './composite.ts'
import { type Around, section } from './section.ts'

/** What a program does at an event, with the number of its nodes. */
export const decodeHandler = (
  name: HandlerName,
  u: unknown,
  around: Around,
  sorts: Sorts,
): Result<{ readonly handler: HandlerProgram; readonly count: number }> =>
  pipe(
    section<HandlerProgram>('a handler', u, around, ({ node, variable }) => ({
      slots: record(variable),
      task: variable,
      batch: variable,
      updates: record(node),
    })),
    E.chain(({ nodes, named }) =>
      pipe(
        judgeHandler(name, named, nodes.judged, sorts),
        E.map((handler) => ({ handler, count: nodes.count })),
      ),
    ),
  )
