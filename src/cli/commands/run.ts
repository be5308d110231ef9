import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decodeOptions } from '../../dsl/index.ts'
import { checkRecordFile, type ExperimentSettings, experiment, openRecordFile } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type BackendChoice, backends } from '../../interpreters/tfjs/index.ts'
import { benchmarkNamed, type Evaluate } from '../../streams/index.ts'
import { parseChoice } from '../choice.ts'
import type { Console } from '../console.ts'
import { methodNamed } from '../method-named.ts'
import { parseCount, parseSeeds } from '../numbers.ts'
import { play } from '../play.ts'
import { progress } from '../progress.ts'
import { reportCodec, reportOf } from '../report.ts'
import { parseSettings } from '../settings.ts'
import { summary } from '../summary.ts'

/** The flags of `retain run`, as text. */
export interface RunFlags {
  readonly benchmark: string
  readonly tasks?: string
  readonly samples?: string
  readonly batch?: string
  readonly seeds: string
  readonly set: readonly string[]
  readonly data?: string
  readonly evaluate: string
  readonly backend: string
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly quiet?: boolean
}

const evaluations: readonly Evaluate[] = ['test', 'validation']
const choices: readonly BackendChoice[] = ['auto', ...backends.map(({ name }) => name)]

const counted = (flag: string, text: string | undefined): E.Either<Fault, number | undefined> =>
  text === undefined ? E.right(undefined) : parseCount(flag)(text)

/** What the flags ask for, each checked. */
export const settingsOf = (name: string, flags: RunFlags): TE.TaskEither<Fault, ExperimentSettings> =>
  pipe(
    TE.Do,
    TE.bind('method', () => methodNamed(name)),
    TE.bind('benchmark', () => TE.fromEither(benchmarkNamed(flags.benchmark))),
    TE.bind('options', ({ method }) =>
      TE.fromEither(
        pipe(
          parseSettings(flags.set),
          E.chain((given) => decodeOptions(name, method.options, given)),
        ),
      ),
    ),
    TE.bind('tasks', () => TE.fromEither(counted('--tasks', flags.tasks))),
    TE.bind('samples', () => TE.fromEither(counted('--samples', flags.samples))),
    TE.bind('batch', () => TE.fromEither(counted('--batch', flags.batch))),
    TE.bind('seeds', () => TE.fromEither(parseSeeds(flags.seeds))),
    TE.bind('evaluate', () => TE.fromEither(parseChoice('--evaluate', 'evaluation', evaluations)(flags.evaluate))),
    TE.bind('backend', () => TE.fromEither(parseChoice('--backend', 'backend', choices)(flags.backend))),
    TE.map((settings) => ({ ...settings, name, folder: flags.data })),
  )

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
