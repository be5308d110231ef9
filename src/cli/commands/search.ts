import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { protocolOf, shownOwn } from '../../experiment/protocol/index.ts'
import { asked, type Flags, parseCount, parseSeed, type Asked as Settings } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { writeWhole } from '../../files/index.ts'
import { unwritable } from '../../records/index.ts'
import {
  type Conducted,
  checkFolder,
  drawn,
  type Goal,
  goalOf,
  type Hire,
  type Job,
  type Keeping,
  type Ladder,
  poolOf,
  type Runs,
  ranked,
  rungsFor,
  type Space,
  searched,
  spaceFrom,
  spaceIn,
  type Trial,
  withFolder,
} from '../../sweep/index.ts'
import type { Contest } from '../errands/contestants.ts'
import { checkpointEvery } from '../flags/checkpoint-flag.ts'
import { atOnce, type EngineAsked, type EngineFlags, engineAsked, engineFor, workersOf } from '../flags/engine.ts'
import { parseSettings } from '../flags/settings.ts'
import type { Console } from '../terminal/console.ts'
import { watcherOf } from '../terminal/watcher.ts'
import { jsonIn } from '../user-files/json-in.ts'
import { numberOf, searchCsv, searchJson, searchReport, type Told } from '../words/search/report.ts'
import { cut, failures, keepingOf, keptOf, prepared } from './compare.ts'

/** The flags of `retain search`, as text. */
export interface SearchFlags extends Flags, EngineFlags {
  readonly set: readonly string[]
  readonly over?: string
  readonly space?: string
  readonly trials: string
  readonly halving?: string
  readonly width?: string
  readonly searchSeed?: string
  readonly byMetric?: string
  readonly out?: string
  readonly resume?: boolean
  readonly checkpoint?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const wrong = (where: string, rule: string, got: string, hint: string): E.Either<Fault, never> =>
  E.left(fault({ where, rule, got, hint }))

/** Where is looked: what `--over` says, or a file of JSON. */
const spaceAsked = ({ over, space }: SearchFlags): E.Either<Fault, Space> => {
  if ((over === undefined) === (space === undefined))
    return wrong(
      '--over',
      'what is looked for must be said by --over, or by a file of JSON with --space',
      over === undefined ? 'neither' : 'both',
      'for example --over rate=log:1e-3..1',
    )
  if (over !== undefined) return spaceIn(over)
  return pipe(
    jsonIn(space!, 'space', '{ "rate": { "from": 0.001, "to": 1, "scale": "log" }, "optimiser": ["sgd", "adam"] }'),
    E.chain(spaceFrom),
    E.mapLeft((of): Fault => (of.path?.[0] === space ? of : { ...of, path: [space!, ...(of.path ?? [])] })),
  )
}

/** Options are chosen by what is set apart of the training examples, and by nothing else. */
const onValidation = (flags: SearchFlags): E.Either<Fault, void> =>
  flags.evaluate === undefined || flags.evaluate === 'validation'
    ? E.right(undefined)
    : wrong(
        '--evaluate',
        'options must be chosen by validation: what test examples choose they can no longer judge',
        `\`${String(flags.evaluate)}\``,
        'leave it away; then judge the best by retain run with the line that is printed',
      )

const counted = (flag: string, text: string | undefined, usual: number): E.Either<Fault, number> =>
  text === undefined ? E.right(usual) : parseCount(flag)(text)

interface Asked {
  readonly keeping: Keeping | undefined
  /** The seconds from one checkpoint to the next, where they are not the usual ones. */
  readonly every: number | undefined
  readonly settings: Settings
  readonly space: Space
  readonly set: Readonly<Record<string, string>>
  readonly ladder: Ladder
  readonly trials: readonly Trial[]
  readonly width: number
  readonly engine: EngineAsked
}

const askedOf = (flags: SearchFlags): E.Either<Fault, Asked> =>
  pipe(
    E.Do,
    E.bind('keeping', () => keepingOf(flags)),
    E.bind('every', () => checkpointEvery(flags.checkpoint, flags.out)),
    E.chainFirst(() => onValidation(flags)),
    E.bind('settings', () => asked({ ...flags, evaluate: 'validation' })),
    E.bind('space', () => spaceAsked(flags)),
    E.bind('set', () => parseSettings(flags.set)),
    E.chainFirst(({ space, set }) => {
      const both = Object.keys(set).find((name) => Object.hasOwn(space, name))
      return both === undefined
        ? E.right(undefined)
        : wrong('--set', 'an option must be set, or looked for', `\`${both}\` in both`, 'leave one of them away')
    }),
    E.bind('count', () => parseCount('--trials')(flags.trials)),
    E.bind('seed', () => (flags.searchSeed === undefined ? E.right(0) : parseSeed('--search-seed')(flags.searchSeed))),
    E.bind('engine', () => engineAsked(flags)),
    E.bind('eta', () => counted('--halving', flags.halving, 1)),
    // Where none goes on nothing waits for anything.
    E.bind('width', ({ engine, eta, count }) => counted('--width', flags.width, eta === 1 ? count : atOnce(engine))),
    E.chain(({ count, seed, eta, ...of }) =>
      flags.halving !== undefined && eta < 2
        ? wrong('--halving', 'of at least 2 trials one must go on', `${eta}`, 'for example --halving 3')
        : E.right({
            ...of,
            ladder: {
              eta: Math.max(2, eta),
              rungs: eta < 2 ? 1 : rungsFor(of.settings.seeds.length, eta),
              trials: count,
            },
            trials: Array.from({ length: count }, (_, trial) => ({
              label: `trial-${`${trial}`.padStart(`${count - 1}`.length, '0')}`,
              values: drawn(of.space, seed, trial),
            })),
          }),
    ),
  )

/** How values of what trials are ranked by are shown. */
const shownBy = ({ name }: Goal, started: Job['asked']) =>
  protocolOf(started).metrics.find((metric) => metric.name === name)?.shown ?? shownOwn

/** Writes the trials in two forms, and pictures of them; each is whole or as it was. */
const written = (folder: string, told: Told, space: Space): TE.TaskEither<Fault, readonly string[]> =>
  pipe(
    TE.tryCatch(
      async () => {
        const ended = ranked(told.searched.rulings).flatMap((ruling) => {
          const value = numberOf(told.goal, ruling)
          return value === undefined ? [] : [{ ...told.trials[ruling.trial]!, value }]
        })
        const pictures: (readonly [string, string])[] = []
        if (ended.length > 0) {
          const [{ againstOf, parallelOf }, { svgOf }] = await Promise.all([
            import('../plots/search.ts'),
            import('../plots/svg.ts'),
          ])
          const of = { space, trials: ended, head: told.goal.head, better: told.goal.better }
          pictures.push(['trials.svg', await svgOf(parallelOf(of))])
          for (const name of told.names) pictures.push([`${name}.svg`, await svgOf(againstOf(of, name))])
        }
        return [
          ['trials.csv', searchCsv(told)],
          ['search.json', `${JSON.stringify(searchJson(told), undefined, 1)}\n`],
          ...pictures,
        ].map(([name, text]) => [join(folder, name!), text!] as const)
      },
      (error) => error,
    ),
    TE.chainFirst((files) => TE.fromEither(writeWhole(files, { replace: true }) as E.Either<unknown, unknown>)),
    TE.bimap(
      (error): Fault => ({
        ...unwritable(folder, error),
        where: 'search',
        hint: 'the records are whole: make room, then go on with --resume',
      }),
      (files) => files.map(([path]) => path),
    ),
  )

/** Runs what isn't recorded yet, round after round, prints the trials and keeps them; the exit status. */
const carriedOut = (
  console: Console,
  method: string,
  flags: SearchFlags,
  of: Asked,
  { jobs }: Contest,
  hire: Hire,
): TE.TaskEither<Fault, number> => {
  const { keeping, every, settings, space, ladder, trials, width, engine } = of
  const table = new Map(jobs.map((job) => [`${job.label} ${job.seed}`, job]))
  const jobOf = (trial: number, seed: number): Job => table.get(`${trials[trial]!.label} ${settings.seeds[seed]!}`)!
  const started = jobs[0]!.asked
  const names = Object.keys(space)
  const pool = poolOf(hire)
  let goesOn: string | undefined
  const round = (list: readonly Job[]): TE.TaskEither<Fault, Runs> =>
    pipe(
      keptOf(keeping, every, list),
      TE.bindTo('kept'),
      TE.bind('conducted', ({ kept }) => {
        const watcher = watcherOf(console.err, kept.rest, kept.runs.size, flags.quiet === true)
        return TE.fromTask<Conducted, Fault>(() =>
          engineFor(engine, pool.hire, keeping?.folder)(kept.rest, watcher, console.signal),
        )
      }),
      TE.chain(({ kept, conducted }) => {
        goesOn = conducted.goesOn
        return conducted.fault !== undefined
          ? TE.left(conducted.fault)
          : TE.right(
              // A job that goes on with a backend of records is another object of the same run.
              new Map(
                [...kept.runs, ...conducted.runs].map(([job, run]) => [table.get(`${job.label} ${job.seed}`)!, run]),
              ),
            )
      }),
    )
  const all = pipe(
    TE.fromEither(goalOf(flags.byMetric, started)),
    TE.bindTo('goal'),
    TE.bind('found', ({ goal }) => searched(ladder, { seeds: settings.seeds.length, width, goal }, jobOf, round)),
    TE.chain(({ goal, found }) => {
      if (!found.whole) return TE.right(cut(console, keeping, goesOn))
      for (const text of failures(found.runs)) console.err.write(`${text}\n`)
      const told: Told = {
        ...{ method, started, names, trials, ladder, goal },
        seeds: settings.seeds.length,
        shown: shownBy(goal, started),
        searched: found,
      }
      return pipe(
        keeping === undefined ? TE.right([]) : written(keeping.folder, told, space),
        TE.map((files) => {
          console.out.write(
            flags.json === true ? `${JSON.stringify(searchJson(told))}\n` : searchReport(told, console, files),
          )
          return found.rulings.some(({ score }) => Number.isFinite(score)) ? 0 : 3
        }),
      )
    }),
  )
  return async () => {
    try {
      return await all()
    } finally {
      await pool.dismiss()
    }
  }
}

/** Looks for options of a method by random trials, thinned out where that is asked for; the exit status, or why nothing can be tried. */
export const searchCommand =
  (console: Console) =>
  (method: string, flags: SearchFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.fromEither(askedOf(flags)),
      TE.chainFirstEitherK(({ keeping }) => (keeping === undefined ? E.right(undefined) : checkFolder(keeping))),
      TE.chain((of) =>
        prepared(
          console,
          {
            methods: method,
            set: [],
            entrants: of.trials.map(({ label, values }) => ({ name: method, label, set: { ...of.set, ...values } })),
            asked: of.settings,
            workers: workersOf(of.engine),
            width: of.width,
          },
          (contest, hire) => withFolder(of.keeping, () => carriedOut(console, method, flags, of, contest, hire)),
        ),
      ),
    )
