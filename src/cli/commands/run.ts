import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checkRecordFile, experiment, openRecordFile } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Console } from '../console.ts'
import { type ExperimentFlags, settingsOf } from '../experiment-settings.ts'
import { usedMemory } from '../memory-flag.ts'
import { play } from '../play.ts'
import { progress } from '../progress.ts'
import { reportCodec, reportOf } from '../report.ts'
import { summary } from '../summary.ts'

/** The flags of `retain run`, as text. */
export interface RunFlags extends ExperimentFlags {
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const force = ({ force: asked, out }: RunFlags): E.Either<Fault, void> =>
  asked === true && out === undefined
    ? E.left(
        fault({
          where: '--force',
          rule: 'it must come with the record that it replaces',
          got: 'no --out',
          hint: 'add --out FILE.jsonl, or leave --force away',
        }),
      )
    : E.right(undefined)

/** Runs a method on a benchmark; the exit status, or why it did not come to its end. */
export const runCommand =
  (console: Console) =>
  (name: string, flags: RunFlags): TE.TaskEither<Fault, number> => {
    const record = flags.out === undefined ? undefined : { path: flags.out, force: flags.force === true }
    return pipe(
      TE.fromEither(force(flags)),
      TE.chain(() => settingsOf(name, flags)),
      TE.chainFirstEitherK((settings) => usedMemory([settings])),
      TE.chainFirstEitherK(() => (record === undefined ? E.right(undefined) : checkRecordFile(record))),
      TE.chain(experiment),
      TE.bindTo('ready'),
      TE.bind('file', () => TE.fromEither(record === undefined ? E.right(undefined) : openRecordFile(record))),
      TE.chainTaskK(
        ({ ready, file }) =>
          () =>
            play(ready, progress(console.err, ready.runs, flags.quiet === true), file, console.signal),
      ),
      TE.chainEitherK(({ runs, fault: ended, interrupted }) => {
        if (ended !== undefined) return E.left(ended)
        if (interrupted) {
          console.err.write(`interrupted${flags.out === undefined ? '' : `; what was done is in ${flags.out}`}\n`)
          return E.right(130)
        }
        const report = reportOf(runs)
        if (flags.json !== true) console.out.write(summary(runs, console))
        else if (report !== undefined) console.out.write(`${JSON.stringify(reportCodec.encode(report))}\n`)
        return E.right(0)
      }),
    )
  }
