import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { asked, type Flags, type Asked as Settings } from '../../experiment/settings/index.ts'
import { type Fault, fault, render } from '../../fault.ts'
import type { Log, RecordedRun } from '../../records/index.ts'
import {
  type Conducted,
  checkFolder,
  comparisonCodec,
  comparisonOf,
  type Hire,
  type Job,
  type Keeping,
  keptRun,
  onRecorded,
  type Runs,
  recordPath,
  standingsOf,
  withFolder,
} from '../../sweep/index.ts'
import type { Contest, ContestantsOrder } from '../errands/contestants.ts'
import { checkpointEvery } from '../flags/checkpoint-flag.ts'
import { type EngineAsked, type EngineFlags, engineAsked, engineFor, workersOf } from '../flags/engine.ts'
import { logsAsked } from '../flags/log.ts'
import type { Console } from '../terminal/console.ts'
import { watcherOf } from '../terminal/watcher.ts'
import { shown } from '../words/comparison/show.ts'
import { writeComparison } from '../words/comparison/write.ts'
import { interrupted } from '../worker/by-hand.ts'
import { handOf, runnerOf } from '../worker/hand.ts'
import { thread } from '../worker/thread.ts'
import { loggedFrom, runnerToldTo } from '../worker/told.ts'
import type { Wire } from '../worker/wire.ts'

/** The flags of `retain compare`, as text. */
export interface CompareFlags extends Flags, EngineFlags {
  readonly set: readonly string[]
  readonly out?: string
  readonly resume?: boolean
  readonly checkpoint?: string
  readonly force?: boolean
  readonly log?: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Where the comparison is kept, if it is. */
export const keepingOf = ({
  out,
  resume = false,
  force = false,
}: Pick<CompareFlags, 'out' | 'resume' | 'force'>): E.Either<Fault, Keeping | undefined> => {
  const wrong = (where: string, rule: string, got: string, hint: string) => E.left(fault({ where, rule, got, hint }))
  if (resume && force)
    return wrong('--resume', 'it goes on with records, and --force replaces them', 'both', 'leave one of them away')
  if (out !== undefined) return E.right({ folder: out, resume, force })
  return resume || force
    ? wrong(
        resume ? '--resume' : '--force',
        'it must come with the folder of the records',
        'no --out',
        'add --out DIR, or leave it away',
      )
    : E.right(undefined)
}

interface Kept {
  readonly runs: Runs
  /** What is still to be run. */
  readonly rest: readonly Job[]
}

/** What was decided of the seeds of a method, as its records have it. */
const togetherIn = (
  all: readonly { readonly job: Job; readonly run: RecordedRun | undefined }[],
  label: string,
): Job['order']['together'] => {
  const told = all.flatMap(({ job, run }) =>
    job.label === label && run?.started.together ? [run.started.together] : [],
  )
  return told.length === 0 ? undefined : { atOnce: Math.max(...told.map(({ lanes }) => lanes)), words: told[0]!.words }
}

/** What of the jobs is recorded already; what isn't runs on the same backend. */
export const keptOf = (
  keeping: Keeping | undefined,
  every: number | undefined,
  jobs: readonly Job[],
): TE.TaskEither<Fault, Kept> =>
  keeping === undefined
    ? TE.right({ runs: new Map(), rest: jobs })
    : pipe(
        jobs,
        TE.traverseSeqArray((job: Job) =>
          pipe(
            keptRun(keeping)(job),
            TE.map((run) => ({ job, run })),
          ),
        ),
        TE.map((all) => {
          const backend = all.find(({ run }) => run !== undefined)?.run?.started.backend
          return {
            runs: new Map(all.flatMap(({ job, run }) => (run === undefined ? [] : [[job, run] as const]))),
            rest: all.flatMap(({ job, run }) => {
              if (run !== undefined) return []
              const { order } = job
              const together = order.together && togetherIn(all, job.label)
              const checkpoints = { record: recordPath(keeping.folder, job), every, resume: keeping.resume, done: [] }
              return {
                ...job,
                order: {
                  ...order,
                  asked: onRecorded(backend, order.asked),
                  ...(together === undefined ? {} : { together }),
                  checkpoints,
                },
              }
            }),
          }
        }),
      )

/** What the runs that failed, but did not diverge, have to say, each text once. */
export const failures = (runs: Runs): readonly string[] => [
  ...new Set(
    [...runs.values()].flatMap(({ ending }) =>
      ending?._tag === 'RunFailed' && ending.fault.code !== 3 ? [render(ending.fault)] : [],
    ),
  ),
]

/** 3 when a run diverged, 2 when one failed otherwise, else 0. */
const statusOf = (runs: Runs): number => {
  const codes = [...runs.values()].flatMap(({ ending }) => (ending?._tag === 'RunFailed' ? [ending.fault.code] : []))
  return Math.max(0, ...codes)
}

/** That the user interrupted, and how to go on where something is kept. */
export const cut = ({ err }: Console, keeping: Keeping | undefined, goesOn?: string): number => {
  err.write(
    keeping === undefined
      ? 'interrupted\n'
      : `interrupted; ${goesOn === undefined ? '' : `${goesOn}; `}what was done is in ${keeping.folder}: go on with the same command and --resume\n`,
  )
  return interrupted
}

interface Asked {
  readonly keeping: Keeping | undefined
  /** The seconds from one checkpoint to the next, where they are not the usual ones. */
  readonly every: number | undefined
  readonly settings: Settings
  readonly engine: EngineAsked
  readonly log: Log
}

/** Runs what isn't recorded yet, prints how all compare and keeps it; the exit status. */
const carriedOut = (
  console: Console,
  flags: CompareFlags,
  { keeping, every, settings: { seeds }, engine, log }: Asked,
  { labels, jobs }: Contest,
  hire: Hire,
): TE.TaskEither<Fault, number> =>
  pipe(
    keptOf(keeping, every, jobs),
    TE.bindTo('kept'),
    TE.bind('conducted', ({ kept }) => {
      const watcher = watcherOf(console.err, kept.rest, kept.runs.size, flags.quiet === true)
      return TE.fromTask<Conducted, Fault>(() =>
        engineFor(engine, (signal) => runnerToldTo(log, hire(signal)), keeping?.folder)(
          kept.rest,
          watcher,
          console.signal,
        ),
      )
    }),
    TE.chainFirst(() => loggedFrom(log, keeping?.folder, jobs)),
    TE.chain(({ kept, conducted }) => {
      if (conducted.fault !== undefined) return TE.left(conducted.fault)
      const all = new Map([...kept.runs, ...conducted.runs])
      const over = [...all.values()].filter(({ ending }) => ending !== undefined && ending._tag !== 'RunInterrupted')
      if (over.length < jobs.length) return TE.right(cut(console, keeping, conducted.goesOn))
      const standings = standingsOf(labels, all)
      const comparison = comparisonOf(standings, seeds)
      for (const text of failures(all)) console.err.write(`${text}\n`)
      if (flags.json !== true) console.out.write(shown(standings, seeds, console))
      else if (comparison !== undefined) console.out.write(`${JSON.stringify(comparisonCodec.encode(comparison))}\n`)
      return pipe(
        keeping === undefined ? TE.right(undefined) : writeComparison(keeping.folder, standings, seeds),
        TE.map(() => statusOf(all)),
      )
    }),
  )

/** Has a worker prepare a comparison; it is the first of those that are hired for its runs. */
export const prepared = (
  console: Console,
  order: ContestantsOrder,
  use: (contest: Contest, hire: Hire) => TE.TaskEither<Fault, number>,
): TE.TaskEither<Fault, number> => {
  let first: Wire | undefined
  const start = (): Wire => {
    const wire = first ?? thread(console.err)
    first = undefined
    return wire
  }
  const preparing = handOf(() => {
    first = console.start()
    return first
  }, console.signal)
  const all = pipe(
    preparing.does('contestants', order, order.methods),
    TE.chain(
      O.match(
        () => TE.right(cut(console, undefined)),
        (contest: Contest) => use(contest, (signal) => runnerOf(handOf(start, signal))),
      ),
    ),
  )
  return async () => {
    try {
      return await all()
    } finally {
      await first?.end()
    }
  }
}

/** Compares methods on a benchmark; the exit status, or why there is nothing to compare. */
export const compareCommand =
  (console: Console) =>
  (methods: string, flags: CompareFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('keeping', () => TE.fromEither(keepingOf(flags))),
      TE.bind('every', () => TE.fromEither(checkpointEvery(flags.checkpoint, flags.out))),
      TE.bind('settings', () => TE.fromEither(asked(flags))),
      TE.bind('engine', () => TE.fromEither(engineAsked(flags))),
      TE.bind('log', () => logsAsked(flags.log, flags.force === true || flags.resume === true)),
      TE.chainFirstEitherK(({ keeping }) => (keeping === undefined ? E.right(undefined) : checkFolder(keeping))),
      TE.chain((of) =>
        prepared(
          console,
          { methods, set: flags.set, asked: of.settings, workers: workersOf(of.engine) },
          (contest, hire) => withFolder(of.keeping, () => carriedOut(console, flags, of, contest, hire)),
        ),
      ),
    )
