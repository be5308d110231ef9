import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  checkRecordFile,
  type ExperimentSettings,
  experiment,
  openRecordFile,
  type RecordFileSettings,
} from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Console } from '../console.ts'
import { type ExperimentFlags, settingsOf } from '../experiment-settings.ts'
import { usedMemory } from '../memory-flag.ts'
import { play } from '../play.ts'
import { measuresFor, type Plot, plotsOf, withPlots, writePlots } from '../plots/run-plots.ts'
import { progress } from '../progress.ts'
import { reportCodec, reportOf } from '../report.ts'
import { summary } from '../summary.ts'

/** The flags of `retain run`, as text. */
export interface RunFlags extends ExperimentFlags {
  readonly out?: string
  readonly plot?: readonly string[]
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const force = ({ force: asked, out, plot }: RunFlags): E.Either<Fault, void> =>
  asked === true && out === undefined && plot === undefined
    ? E.left(
        fault({
          where: '--force',
          rule: 'it must come with the record that it replaces',
          got: 'no --out',
          hint: 'add --out FILE.jsonl, or leave --force away',
        }),
      )
    : E.right(undefined)

interface Ready {
  readonly settings: ExperimentSettings
  readonly record: RecordFileSettings | undefined
  readonly plots: readonly Plot[]
}

/** Runs, records, draws and reports; the exit status. */
const carriedOut = (
  console: Console,
  flags: RunFlags,
  { settings, record, plots }: Ready,
): TE.TaskEither<Fault, number> =>
  pipe(
    experiment({ ...settings, measures: measuresFor(plots, settings.measures) }),
    TE.bindTo('ready'),
    TE.bind('file', () => TE.fromIOEither(() => (record === undefined ? E.right(undefined) : openRecordFile(record)))),
    TE.bind('played', ({ ready, file }) =>
      TE.fromTask(() => play(ready, progress(console.err, ready.runs, flags.quiet === true), file, console.signal)),
    ),
    TE.bind('drawn', ({ played }) => TE.fromTask(writePlots(plots, played.runs))),
    TE.chainEitherK(({ drawn, played: { runs, fault: ended, interrupted } }) => {
      if (ended !== undefined) return E.left(ended)
      const files = E.isRight(drawn) ? drawn.right : []
      if (interrupted) {
        const done = [...(flags.out === undefined ? [] : [flags.out]), ...files]
        console.err.write(`interrupted${done.length === 0 ? '' : `; what was done is in ${done.join(', ')}`}\n`)
        return E.right(130)
      }
      const report = reportOf(runs)
      if (flags.json !== true) console.out.write(summary(runs, console, files))
      else if (report !== undefined) console.out.write(`${JSON.stringify(reportCodec.encode(report))}\n`)
      return pipe(
        drawn,
        E.map(() => 0),
      )
    }),
  )

/** Runs a method on a benchmark; the exit status, or why it did not come to its end. */
export const runCommand =
  (console: Console) =>
  (name: string, flags: RunFlags): TE.TaskEither<Fault, number> => {
    const record = flags.out === undefined ? undefined : { path: flags.out, force: flags.force === true }
    return pipe(
      TE.fromEither(force(flags)),
      TE.chain(() => settingsOf(name, flags)),
      TE.chainFirstEitherK((settings) => usedMemory([settings])),
      TE.bindTo('settings'),
      TE.chainFirstEitherK(() => (record === undefined ? E.right(undefined) : checkRecordFile(record))),
      TE.bind('plots', () =>
        TE.fromEither(plotsOf(flags.plot ?? [], { method: name, out: flags.out, force: flags.force === true })),
      ),
      TE.chain(({ settings, plots }) =>
        withPlots(plots, () => carriedOut(console, flags, { settings, record, plots })),
      ),
    )
  }
