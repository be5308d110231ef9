import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { parseChoice, parseCount } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type Engine, type Hire, onCluster, slurmFor, threads } from '../../sweep/index.ts'

/** The flags of `addEngine`, as text. */
export interface EngineFlags {
  readonly engine?: string
  readonly workers?: string
  readonly partition?: string
  readonly time?: string
  readonly arrayLimit?: string
  readonly sbatch?: readonly string[]
  readonly out?: string
}

/** Who carries out the runs. */
export type EngineAsked =
  | { readonly _tag: 'threads'; readonly workers: number }
  | {
      readonly _tag: 'slurm'
      readonly folder: string
      readonly limit: number
      readonly partition?: string
      readonly time?: string
      readonly lines: readonly string[]
    }

const wrong = (where: string, rule: string, got: string, hint: string): E.Either<Fault, never> =>
  E.left(fault({ where, rule, got, hint }))

const usualLimit = 100

/** A word of a line that Slurm reads itself: it has no quotes, and ends nothing. */
const plain =
  (flag: string) =>
  (word: string): E.Either<Fault, string> =>
    /^[^\s'"\\#]+$/.test(word)
      ? E.right(word)
      : wrong(flag, 'it must be one word without quotes', `\`${word}\``, `for example ${flag}=--mem=8G`)

const onSlurm = (flags: EngineFlags): E.Either<Fault, EngineAsked> =>
  pipe(
    E.Do,
    E.bind('folder', () =>
      flags.out === undefined
        ? wrong('--engine slurm', 'it must come with a folder that all machines see', 'no --out', 'add --out DIR')
        : E.right(flags.out),
    ),
    E.chainFirst(() =>
      flags.workers === undefined
        ? E.right(undefined)
        : wrong('--workers', 'it is of threads', '--engine slurm', 'say --array-limit N in its place'),
    ),
    E.bind('limit', () =>
      flags.arrayLimit === undefined ? E.right(usualLimit) : parseCount('--array-limit')(flags.arrayLimit),
    ),
    E.bind('partition', () => E.traverseArray(plain('--partition'))([flags.partition ?? []].flat())),
    E.bind('time', () => E.traverseArray(plain('--time'))([flags.time ?? []].flat())),
    E.bind('lines', () => E.traverseArray(plain('--sbatch'))(flags.sbatch ?? [])),
    E.map(({ folder, limit, partition: [partition], time: [time], lines }) => ({
      _tag: 'slurm' as const,
      folder,
      limit,
      lines,
      ...(partition === undefined ? {} : { partition }),
      ...(time === undefined ? {} : { time }),
    })),
  )

/** What is asked by flags: what is of a cluster goes with a cluster only. */
export const engineAsked = (flags: EngineFlags): E.Either<Fault, EngineAsked> =>
  pipe(
    parseChoice('--engine', 'engine', ['threads', 'slurm'] as const)(flags.engine ?? 'threads'),
    E.chain((engine) => {
      if (engine === 'slurm') return onSlurm(flags)
      const { partition, time, arrayLimit, sbatch } = flags
      const of = Object.entries({
        '--partition': partition,
        '--time': time,
        '--array-limit': arrayLimit,
        '--sbatch': sbatch,
      })
      const [stray] = of.find(([, value]) => value !== undefined) ?? []
      if (stray !== undefined)
        return wrong(stray, 'it is of a cluster', 'no --engine slurm', `add --engine slurm, or leave ${stray} away`)
      return pipe(
        flags.workers === undefined ? E.right(availableParallelism()) : parseCount('--workers')(flags.workers),
        E.map((workers): EngineAsked => ({ _tag: 'threads', workers })),
      )
    }),
  )

/** How many runs go on at a time. */
export const atOnce = (of: EngineAsked): number => (of._tag === 'threads' ? of.workers : of.limit)

/** How many workers of this machine carry out the runs; none of a cluster, where each run is a job of its own. */
export const workersOf = (of: EngineAsked): number | undefined => (of._tag === 'threads' ? of.workers : undefined)

/** The script of the command line. */
const script = fileURLToPath(new URL('../../../bin/retain.js', import.meta.url))

/** Who carries out the runs, their records in a folder. */
export const engineFor = (of: EngineAsked, hire: Hire, folder: string | undefined): Engine =>
  of._tag === 'threads'
    ? threads(of.workers, hire, folder)
    : (jobs, watcher, signal) => {
        const scheduler = slurmFor(of.folder, of, [process.execPath, script, 'element', resolve(of.folder)])
        return onCluster({ folder: of.folder, scheduler, limit: of.limit })(jobs, watcher, signal)
      }
