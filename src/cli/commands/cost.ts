import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { asked, type Flags } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { costReportCodec } from '../words/cost/report.ts'
import { costTable } from '../words/cost/table.ts'
import { printed, withHand } from '../worker/by-hand.ts'

/** The flags of `retain cost`, as text. */
export type CostFlags = Flags & {
  readonly set: readonly string[]
  readonly backend?: string
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
    const { set, backend } = flags
    return pipe(
      TE.fromEither(asked({ ...flags, seeds: '0', backend: 'auto' })),
      TE.chain((asked) =>
        withHand(console, (hand) =>
          hand.does('cost', { name, set, asked, backend }, name, (what) => E.right(tell(what))),
        ),
      ),
      T.chainFirstIOK(() => done),
      printed(console, (report) => {
        console.out.write(
          flags.json === true ? `${JSON.stringify(costReportCodec.encode(report))}\n` : costTable(report, console),
        )
        return 0
      }),
    )
  }
