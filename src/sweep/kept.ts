import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { RunStarted } from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'
import {
  differences,
  isOver,
  type RecordedRun,
  readRecordFile,
  recordedRuns,
  removeCheckpoints,
} from '../records/index.ts'
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

const hint = (where: string): string =>
  `ask for the same, replace the records with --force, or name another ${where === 'run' ? 'file with --out FILE.jsonl' : 'folder with --out DIR'}`

/** That a run may go on where a record stopped: it is of what is asked for. Records of form 1 don't say what they were of. */
export const agrees = (
  where: 'run' | 'compare',
  path: string,
  recorded: RunStarted,
  asked: RunStarted,
): E.Either<Fault, void> => {
  const wrong = (rule: string, got: string) => E.left(fault({ where, rule, got, path: [path], hint: hint(where) }))
  if (recorded.format === 1)
    return wrong(
      'what is gone on with must say what program and data it was of',
      'a record of format 1, which can be read, but says neither',
    )
  const other = differences(recorded, asked)
  return other.length === 0
    ? E.right(undefined)
    : wrong('what is recorded must be of what is asked for', other.join(', '))
}

/** That a run is of what the comparison began with: files may be changed while it goes on. */
export const unchanged = ({ label, seed, asked }: Job, started: RunStarted): E.Either<Fault, void> => {
  const other = differences(asked, started)
  return other.length === 0
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'compare',
          rule: 'a run must be of the method and the data that the comparison began with',
          got: other.join(', '),
          path: [`${label}, seed ${seed}`],
          hint: 'something was changed meanwhile: begin again',
        }),
      )
}

/**
 * The recorded run of a job, if it is over; `undefined` where there is none, or it was torn or interrupted.
 *
 * @returns a `Left` where the record can't be read, disagrees with itself, or is of something else than what is asked for
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
        return run === undefined
          ? E.right(undefined)
          : pipe(
              agrees('compare', path, run.started, job.asked),
              E.map(() => {
                if (!isOver(run)) return undefined
                // One that was killed as it ended has left them.
                removeCheckpoints(path, job.seed)
                return run
              }),
            )
      }),
    )
  }
