import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { type Console, columnsOf } from '../terminal/console.ts'
import { narrowed } from '../terminal/narrowed.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain explain`, as text. */
export interface ExplainFlags {
  readonly format: string
  readonly set: readonly string[]
  readonly expand?: boolean
  /** A benchmark, and as on the command line of a run: the method is explained as it is run there. */
  readonly benchmark?: string
  readonly tasks?: string
  readonly memory?: string
}

/** Prints a method in the notation of papers, or as JSON that can be run. */
export const explainCommand =
  (console: Console) =>
  (
    name: string,
    { format, set, expand = false, benchmark, tasks, memory }: ExplainFlags,
  ): TE.TaskEither<Fault, number> =>
    pipe(
      withHand(console, (hand) => hand.does('explain', { name, format, set, expand, benchmark, tasks, memory }, name)),
      printed(console, (text) => {
        console.out.write(`${format === 'unicode' ? narrowed(text, columnsOf(console.out)) : text}\n`)
        return 0
      }),
    )
