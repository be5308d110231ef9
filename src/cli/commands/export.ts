import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain export`, as text. */
export interface ExportFlags {
  readonly to: string
  readonly out?: string
  readonly task?: string
  readonly network?: string
  readonly force?: boolean
}

/** Writes a saved learner in a format of other programs, into the folder that is named or beside it. */
export const exportCommand =
  (console: Console) =>
  (folder: string, { to, out = folder, task, network, force = false }: ExportFlags): TE.TaskEither<Fault, number> =>
    pipe(
      withHand(console, (hand) => hand.does('export', { folder, to, out, task, network, force }, network ?? folder)),
      printed(console, (paths) => {
        console.out.write(`${paths.join('\n')}\n`)
        return 0
      }),
    )
