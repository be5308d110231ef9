import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import { makeFolder, writeWhole } from '../../files/index.ts'
import { unwritable } from '../../records/index.ts'
import type { Scheduler, Seen, State } from './scheduler.ts'

/** What is asked of Slurm, as its own commands take it. */
export interface SlurmAsked {
  readonly partition?: string
  /** How long an element may run. */
  readonly time?: string
  /** Further lines of the script, such as `--gres=gpu:1`. */
  readonly lines: readonly string[]
}

/** Slurm's own bound on the numbers of an array where it doesn't say another: they end at 1000. */
const usualBound = 1001

/** A word as a shell reads it back. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/**
 * The script of an element. Slurm begins it anew where it was preempted or its node failed, and tells it half a minute before its time
 * is up: then the job at hand waits again.
 *
 * @param command what an element runs
 */
export const scriptOf = (name: string, { partition, time, lines }: SlurmAsked, command: readonly string[]): string =>
  `${[
    '#!/bin/bash',
    ...[
      `--job-name=${name}`,
      ...(partition === undefined ? [] : [`--partition=${partition}`]),
      ...(time === undefined ? [] : [`--time=${time}`]),
      '--requeue',
      '--open-mode=append',
      '--signal=B:TERM@30',
      ...lines,
    ].map((line) => `#SBATCH ${line}`),
    `exec ${command.map(quoted).join(' ')}`,
  ].join('\n')}\n`

/** What Slurm calls the states of jobs. One that is suspended is still there. */
const states: Readonly<Record<string, State>> = {
  ...{ RUNNING: 'runs', SUSPENDED: 'runs', STOPPED: 'runs', SIGNALING: 'runs', RESIZING: 'runs', STAGE_OUT: 'runs' },
  ...{ COMPLETING: 'ends', COMPLETED: 'ends', CANCELLED: 'ends', FAILED: 'ends', TIMEOUT: 'ends' },
  ...{ OUT_OF_MEMORY: 'ends', DEADLINE: 'ends', BOOT_FAIL: 'ends' },
}

/** What `squeue` prints of elements by `%F_%K %T %r`, a line each. */
export const seenIn = (text: string): readonly Seen[] =>
  text.split('\n').flatMap((line) => {
    const [, id, state, why = ''] = /^\s*(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? []
    return id === undefined || state === undefined ? [] : [{ id, state: states[state] ?? 'waits', why: why.trim() }]
  })

/** What a command of Slurm prints. */
const said =
  (command: string, args: readonly string[]): TE.TaskEither<Fault, string> =>
  () =>
    new Promise((heard) =>
      execFile(command, args, { timeout: 60_000 }, (error, out, err) => {
        if (error === null) return heard(E.right(out))
        heard(
          E.left(
            fault({
              where: '--engine slurm',
              rule: `\`${command}\` of Slurm must do what it is asked for`,
              got: error.code === 'ENOENT' ? 'no such command here' : err.trim() || error.message,
              hint: 'this must run where jobs are submitted; leave --engine away to run on this machine',
            }),
          ),
        )
      }),
    )

/** The arrays of a comparison are told by their name: it is of the folder, so that any shell finds them. */
export const arrayName = (folder: string): string => `retain-${digestOf(realpathSync(folder)).slice(0, 8)}`

/** Slurm, for the comparison in a folder. */
export const slurmFor = (folder: string, asked: SlurmAsked, command: readonly string[]): Scheduler => {
  const name = arrayName(folder)
  const place = resolve(folder, 'cluster')
  const script = join(place, 'element.sh')
  const written: E.Either<Fault, void> = pipe(
    makeFolder(join(place, 'logs')),
    E.chain(() => writeWhole([[script, scriptOf(name, asked, command)]], { replace: true })),
    E.mapLeft((error) => unwritable(script, error)),
  )
  const log = join(place, 'logs', '%A_%a.log')
  return {
    most: pipe(
      said('scontrol', ['show', 'config']),
      TE.match(
        () => usualBound,
        (text) => Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(text)?.[1] ?? usualBound),
      ),
    ),
    submit: (elements) =>
      pipe(
        TE.fromEither(written),
        TE.chain(() =>
          said('sbatch', [
            '--parsable',
            `--array=0-${elements - 1}`,
            `--output=${log}`,
            `--chdir=${process.cwd()}`,
            script,
          ]),
        ),
        // `12;cluster` where there are several.
        TE.map((text) => text.trim().split(';')[0] ?? ''),
      ),
    elements: pipe(said('squeue', ['--noheader', '--array', `--name=${name}`, '--format=%F_%K %T %r']), TE.map(seenIn)),
    cancel: pipe(
      said('scancel', [`--name=${name}`]),
      TE.match(
        () => undefined,
        () => undefined,
      ),
    ),
    ending: `scancel --name=${name}`,
  }
}
