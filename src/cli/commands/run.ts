import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Values } from '../../dsl/index.ts'
import type { Measure } from '../../experiment/index.ts'
import type { RecordedEvent } from '../../experiment/protocol/index.ts'
import { asked, type Flags } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { isEnding, isOver, type Log, openRecordFile, type RecordedRun, removeCheckpoints } from '../../records/index.ts'
import { type Announced, checkSaving, type Saving } from '../../sweep/index.ts'
import { benchmarkOf } from '../flags/benchmark-of.ts'
import { logsAsked } from '../flags/log.ts'
import { parseSettings } from '../flags/settings.ts'
import type { Plot } from '../plots/run-plots.ts'
import type { Console } from '../terminal/console.ts'
import { noted } from '../terminal/note.ts'
import { progress } from '../terminal/progress.ts'
import { reportCodec, reportOf } from '../words/report.ts'
import { summary } from '../words/summary.ts'
import { interrupted, withHand } from '../worker/by-hand.ts'
import { toldTo } from '../worker/told.ts'
import { play } from './play.ts'
import { agreeing, type RunRecord, runRecord } from './run-record.ts'

/** The flags of `retain run`, as text. */
export interface RunFlags extends Flags {
  readonly benchmark?: string
  readonly from?: string
  readonly set: readonly string[]
  readonly out?: string
  readonly resume?: boolean
  readonly checkpoint?: string
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

/** What became of runs that were interrupted, and how to go on with them where there is a record. */
const cut = (record: string | undefined, files: readonly string[]): string => {
  const kept = files.length === 0 ? '' : `; what was done is in ${files.join(', ')}`
  const more = record === undefined ? '' : ': go on with the same command and --resume'
  return `interrupted${kept}${more}`
}

/** A run that begins anew has no use for checkpoints of one before it, nor has one that is over for its own. */
const tidied =
  ({ checkpoints }: RunRecord) =>
  ({ started }: Announced, event: RecordedEvent): void => {
    const over = isEnding(event) && isOver({ ending: event })
    if (checkpoints !== undefined && (over || event._tag === 'RunStarted'))
      removeCheckpoints(checkpoints.record, started.seed)
  }

interface Ready {
  readonly name: string
  readonly set: Values
  readonly record: RunRecord
  readonly plotting: Plotting
  readonly save: Saving | undefined
  readonly log: Log
}

/** Runs, records, draws and reports; the exit status. */
const carriedOut = (
  console: Console,
  flags: RunFlags,
  { name, set, record, plotting, save, log }: Ready,
): TE.TaskEither<Fault, number> => {
  const { file, asked, before, checkpoints } = record
  return pipe(
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
            checkpoints,
          },
          (runs) =>
            pipe(
              agreeing(record, runs),
              E.map(() => {
                // One that was killed as it ended has left them.
                for (const seed of checkpoints?.done ?? []) removeCheckpoints(checkpoints?.record ?? '', seed)
                const rest = runs.filter(({ started }) => checkpoints?.done.includes(started.seed) !== true)
                return progress(console.err, rest, flags.quiet === true)
              }),
            ),
          {
            open: (begun) => (file === undefined ? E.right(undefined) : openRecordFile(file, begun)),
            before,
            told: tidied(record),
            note: noted(console.err),
          },
        ),
      ),
    ),
    TE.bindTo('played'),
    TE.bind('drawn', ({ played }) => TE.fromTask(plotting.write(played.runs))),
    TE.chainEitherK(({ drawn, played: { runs, fault: ended, interrupted: early } }) => {
      if (ended !== undefined) return E.left(ended)
      const files = E.isRight(drawn) ? drawn.right : []
      if (early) {
        const kept = file === undefined || runs.length === 0 ? undefined : file.path
        console.err.write(`${cut(kept, [...(kept === undefined ? [] : [kept]), ...files])}\n`)
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
}

/** Runs a method on a benchmark; the exit status, or why it did not come to its end. */
export const runCommand =
  (console: Console) =>
  (method: string | undefined, flags: RunFlags): TE.TaskEither<Fault, number> => {
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
      TE.bind('record', ({ asked }) => TE.fromEither(runRecord(flags, asked))),
      TE.bind('plotting', ({ name }) => plottingOf(name === '' ? 'learner' : name, flags)),
      TE.bind('log', () => logsAsked(flags.log, flags.force === true || flags.resume === true)),
      TE.chain(({ name, record, set, plotting, save, log }) =>
        plotting.hold(() => carriedOut(console, flags, { name, set, record, plotting, save, log })),
      ),
    )
  }
