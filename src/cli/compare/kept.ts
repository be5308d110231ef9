import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type RecordedRun, type RunStarted, readRecordFile, recordedRuns } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type Job, recordPath } from './job.ts'

/** Where a comparison is kept, and what becomes of records that are there. */
export interface Keeping {
  readonly folder: string
  readonly resume: boolean
  readonly force: boolean
}

const recordsIn = (folder: string): readonly string[] => {
  const records = join(folder, 'records')
  return existsSync(records) ? readdirSync(records).filter((name) => name.endsWith('.jsonl')) : []
}

/** That a folder may take the comparison, found without touching it. */
export const checkFolder = ({ folder, resume, force }: Keeping): E.Either<Fault, void> => {
  const there = existsSync(folder)
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'compare', rule, got, path: [folder], hint }))
  if (there && !statSync(folder).isDirectory()) {
    return wrong('the comparison must be kept in a folder', 'a file of that name', 'name another with --out DIR')
  }
  const records = recordsIn(folder)
  return records.length > 0 && !resume && !force
    ? wrong(
        'the folder must hold no records yet',
        `${records.length}`,
        'go on with them with --resume, replace them with --force, or name another folder with --out DIR',
      )
    : E.right(undefined)
}

/** The settings of a run by name, as far as they decide its numbers. Where the data lies doesn't. */
const settingsIn = (started: RunStarted): ReadonlyMap<string, string> => {
  const { _tag, format: _format, versions: _versions, backend, folder, data, options, ...plain } = started
  const source = folder === undefined ? data : data.replace(folder, '')
  return new Map(
    [
      ...Object.entries({ ...plain, data: source, ...(backend === 'auto' ? {} : { backend }) }),
      ...Object.entries(options).map(([name, value]) => [`option ${name}`, value] as const),
    ].map(([name, value]) => [name, `${value}`]),
  )
}

/** What differs between a recorded run and the one that is asked for, in words. */
const differences = (recorded: RunStarted, asked: RunStarted): readonly string[] => {
  const [was, is] = [settingsIn(recorded), settingsIn(asked)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const free = name === 'backend' && !(was.has(name) && is.has(name))
    return free || was.get(name) === is.get(name)
      ? []
      : [`\`${name}\` ${was.get(name) ?? 'not set'} there and ${is.get(name) ?? 'not set'} here`]
  })
}

/** Whether a run needn't be run again: it ended, or diverged as it would again. */
const isOver = ({ ending }: RecordedRun): boolean =>
  ending?._tag === 'RunEnded' || (ending?._tag === 'RunFailed' && ending.fault.code === 3)

/**
 * The recorded run of a job, if it is over; `undefined` where there is none, or it was torn or interrupted.
 *
 * @returns a `Left` where the record can't be read, or is of other settings
 */
export const keptRun =
  ({ folder, resume }: Keeping) =>
  (job: Job): TE.TaskEither<Fault, RecordedRun | undefined> => {
    const path = recordPath(folder, job)
    if (!resume || !existsSync(path)) return TE.right(undefined)
    return pipe(
      readRecordFile(path),
      TE.chainEitherK((events) => {
        const run = recordedRuns(events).at(-1)
        if (run === undefined) return E.right(undefined)
        const other = differences(run.started, job.asked)
        return other.length === 0
          ? E.right(isOver(run) ? run : undefined)
          : E.left(
              fault({
                where: 'compare',
                rule: 'what is recorded must have the settings that are asked for',
                got: other.join(', '),
                path: [path],
                hint: 'ask for the same, replace the records with --force, or name another folder with --out DIR',
              }),
            )
      }),
    )
  }
