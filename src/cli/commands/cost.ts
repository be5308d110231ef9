import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { CostOrder } from '../errands/cost.ts'
import type { Console } from '../terminal/console.ts'
import { costReportCodec } from '../words/cost/report.ts'
import { costTable } from '../words/cost/table.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain cost`, as text. */
export type CostFlags = CostOrder['flags'] & {
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Every so many milliseconds it is told what is being done: on a terminal, where it takes no line, and elsewhere. */
const patience = { terminal: 100, elsewhere: 2000 }

/** Tells on the error output what is being done, now and then. */
const teller = ({ err }: Console, quiet: boolean) => {
  const terminal = err.isTTY === true
  let last = terminal ? 0 : performance.now()
  let told = false
  return {
    tell: (what: string): void => {
      if (quiet || performance.now() - last < (terminal ? patience.terminal : patience.elsewhere)) return
      told = true
      last = performance.now()
      err.write(terminal ? `\x1b[1G\x1b[K${what} …` : `${what}\n`)
    },
    done: (): void => {
      if (told && terminal) err.write('\x1b[1G\x1b[K')
    },
  }
}

/** Tells what a run will take before anything is trained. */
export const costCommand =
  (console: Console) =>
  (name: string, flags: CostFlags): TE.TaskEither<Fault, number> => {
    const { tell, done } = teller(console, flags.quiet === true)
    return pipe(
      withHand(console, (hand) => hand.does('cost', { name, flags }, name, (what) => E.right(tell(what)))),
      T.chainFirstIOK(() => done),
      printed(console, (report) => {
        console.out.write(
          flags.json === true ? `${JSON.stringify(costReportCodec.encode(report))}\n` : costTable(report, console),
        )
        return 0
      }),
    )
  }
