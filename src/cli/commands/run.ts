import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Values } from '../../dsl/index.ts'
import type { Measure } from '../../experiment/index.ts'
import { type Asked, asked, type Flags } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import {
  checkRecordFile,
  type Log,
  openRecordFile,
  type RecordedRun,
  type RecordFileSettings,
} from '../../records/index.ts'
import { checkSaving, type Saving } from '../../sweep/index.ts'
import { benchmarkOf } from '../flags/benchmark-of.ts'
import { logsAsked } from '../flags/log.ts'
import { parseSettings } from '../flags/settings.ts'
import type { Plot } from '../plots/run-plots.ts'
import type { Console } from '../terminal/console.ts'
import { progress } from '../terminal/progress.ts'
import { reportCodec, reportOf } from '../words/report.ts'
import { summary } from '../words/summary.ts'
import { interrupted, withHand } from '../worker/by-hand.ts'
import { toldTo } from '../worker/told.ts'
import { play } from './play.ts'

/** The flags of `retain run`, as text. */
export interface RunFlags extends Flags {
  readonly benchmark?: string
  readonly from?: string
  readonly set: readonly string[]
  readonly out?: string
  readonly plot?: readonly string[]
  readonly save?: string
  readonly saveEach?: boolean
  readonly log?: readonly string[]
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const force = ({ force: asked, out, plot, save, log }: RunFlags): E.Either<Fault, void> =>
  asked === true && out === undefined && plot === undefined && save === undefined && log === undefined
    ? E.left(
        fault({
          where: '--force',
          rule: 'it must come with the record that it replaces',
          got: 'no --out',
          hint: 'add --out FILE.jsonl, or leave --force away',
        }),
      )
    : E.right(undefined)

/** Where learners are to be kept, if that is asked for. */
const savingOf = ({ save, saveEach = false, force = false }: RunFlags): E.Either<Fault, Saving | undefined> =>
  saveEach && save === undefined
    ? E.left(
        fault({
          where: '--save-each',
          rule: 'it must come with the folder that learners are saved in',
          got: 'no --save',
          hint: 'add --save DIR, or leave --save-each away',
        }),
      )
    : E.right(save === undefined ? undefined : { folder: save, each: saveEach, force })

/** What is run: a method that is named, or with --from that of the saved learner. */
const named = (name: string | undefined, { from }: RunFlags): E.Either<Fault, string> =>
  name === undefined && from === undefined
    ? E.left(
        fault({
          where: 'retain run',
          rule: 'the argument METHOD must be given',
          got: 'nothing',
          hint: 'see retain run --help',
        }),
      )
    : E.right(name ?? '')

interface Plotting {
  /** What must be measured for the plots. */
  readonly measures: readonly Measure[]
  readonly write: (runs: readonly RecordedRun[]) => TE.TaskEither<Fault, readonly string[]>
  /** Does something while no other process writes them. */
  readonly hold: <A>(use: () => TE.TaskEither<Fault, A>) => TE.TaskEither<Fault, A>
}

/** The plots that are asked for; what draws is only loaded where there are any. */
const plottingOf =
  (method: string, { plot, out, force }: RunFlags): TE.TaskEither<Fault, Plotting> =>
  async () => {
    if (plot === undefined) return E.right({ measures: [], write: () => TE.right([]), hold: (use) => use() })
    const { measuresFor, plotsOf, withPlots, writePlots } = await import('../plots/run-plots.ts')
    return pipe(
      plotsOf(plot, { method, out, force: force === true }),
      E.map((plots: readonly Plot[]) => ({
        measures: measuresFor(plots),
        write: (runs) => writePlots(plots, runs),
        hold: (use) => withPlots(plots, use),
      })),
    )
  }

/** What became of runs that were interrupted, and how to go on with those that did not come to their end. */
const cut = (seeds: readonly number[], runs: readonly RecordedRun[], files: readonly string[]): string => {
  const ended = runs.filter(({ ending }) => ending?._tag === 'RunEnded').map(({ started }) => started.seed)
  const rest = seeds.filter((seed) => !ended.includes(seed))
  const kept = files.length === 0 ? '' : `; what was done is in ${files.join(', ')}`
  const more = ended.length === 0 ? '' : `: go on with --seeds ${rest.join(',')} and another --out`
  return `interrupted${kept}${kept === '' ? '' : more}`
}

interface Ready {
  readonly name: string
  readonly set: Values
  readonly asked: Asked
  readonly record: RecordFileSettings | undefined
  readonly plotting: Plotting
  readonly save: Saving | undefined
  readonly log: Log
}

/** Runs, records, draws and reports; the exit status. */
const carriedOut = (
  console: Console,
  flags: RunFlags,
  { name, set, asked, record, plotting, save, log }: Ready,
): TE.TaskEither<Fault, number> =>
  pipe(
    withHand(console, (hand) =>
      TE.fromTask(() =>
        play(
          toldTo(log, hand),
          {
            name,
            set,
            asked: { ...asked, measures: [...new Set([...(asked.measures ?? []), ...plotting.measures])] },
            alone: true,
            save,
          },
          (runs) => progress(console.err, runs, flags.quiet === true),
          () => (record === undefined ? E.right(undefined) : openRecordFile(record)),
        ),
      ),
    ),
    TE.bindTo('played'),
    TE.bind('drawn', ({ played }) => TE.fromTask(plotting.write(played.runs))),
    TE.chainEitherK(({ drawn, played: { runs, fault: ended, interrupted: early } }) => {
      if (ended !== undefined) return E.left(ended)
      const files = E.isRight(drawn) ? drawn.right : []
      if (early) {
        const kept = record === undefined || runs.length === 0 ? [] : [record.path]
        console.err.write(`${cut(asked.seeds, runs, [...kept, ...files])}\n`)
        return E.right(interrupted)
      }
      const report = reportOf(runs)
      if (flags.json !== true) console.out.write(summary(runs, console, files))
      if (save !== undefined && !flags.quiet) console.err.write(`saved in ${save.folder}\n`)
      if (flags.json === true && report !== undefined)
        console.out.write(`${JSON.stringify(reportCodec.encode(report))}\n`)
      return pipe(
        drawn,
        E.map(() => 0),
      )
    }),
  )

/** Runs a method on a benchmark; the exit status, or why it did not come to its end. */
export const runCommand =
  (console: Console) =>
  (method: string | undefined, flags: RunFlags): TE.TaskEither<Fault, number> => {
    const record = flags.out === undefined ? undefined : { path: flags.out, force: flags.force === true }
    return pipe(
      TE.fromEither(force(flags)),
      TE.bind('name', () => TE.fromEither(named(method, flags))),
      TE.bind('benchmark', () => TE.fromEither(benchmarkOf(flags.benchmark, flags.from))),
      TE.bind('asked', ({ benchmark }) => TE.fromEither(asked({ ...flags, benchmark }))),
      TE.bind('save', () => TE.fromEither(savingOf(flags))),
      TE.chainFirstEitherK(({ save, asked }) =>
        save === undefined ? E.right(undefined) : checkSaving(save, asked.seeds),
      ),
      TE.bind('set', () => TE.fromEither(parseSettings(flags.set))),
      TE.chainFirstEitherK(() => (record === undefined ? E.right(undefined) : checkRecordFile(record))),
      TE.bind('plotting', ({ name }) => plottingOf(name === '' ? 'learner' : name, flags)),
      TE.bind('log', () => logsAsked(flags.log, flags.force === true)),
      TE.chain(({ name, asked, set, plotting, save, log }) =>
        plotting.hold(() => carriedOut(console, flags, { name, set, asked, record, plotting, save, log })),
      ),
    )
  }
