import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { codeOf } from '../../files/index.ts'
import { type Job, jobName } from '../job.ts'
import { decodeJob, encodeJob } from './entry.ts'

/** A job that somebody took. */
export interface Claim {
  /** The name of its file: a number that orders, and that of the job. */
  readonly entry: string
  /** Who took it. */
  readonly by: string
}

/**
 * A list of jobs in a folder that machines share: a file a job, in a folder that says how it is with it. It goes from one to the next
 * by being renamed, which one of all that try at once can do: so each job is taken once.
 *
 *     waiting/ENTRY → claimed/ENTRY@BY → done/ENTRY
 *
 * What the disk refuses is thrown, and a fault to who uses the list.
 */
export interface Queue {
  readonly waiting: () => readonly string[]
  readonly claims: () => readonly Claim[]
  readonly done: () => readonly string[]
  /** What ended jobs that can't be carried out, such as a file that can't be read: as they are told. */
  readonly faults: () => readonly Fault[]
  /** Has these jobs wait, unless they do or are claimed. */
  readonly put: (jobs: readonly Job[]) => void
  /** Forgets all. */
  readonly clear: () => void
  /**
   * The first job of those that wait which nobody else takes meanwhile, from a place in the list on and round; none where none waits.
   * Many that begin at different places don't stand in each other's way.
   */
  readonly take: (by: string, from: number) => E.Either<Fault, { readonly claim: Claim; readonly job: Job } | undefined>
  /** Has a job that was taken wait again; whether it was still taken. */
  readonly giveBack: (claim: Claim) => boolean
  readonly end: (claim: Claim) => void
  readonly fail: (claim: Claim, fault: Fault) => void
  /** How many ticks of a job are done, as far as was told. */
  readonly ticks: (entry: string) => number
  readonly tell: (entry: string, ticks: number) => void
  /** Where those who take jobs may leave what they print. */
  readonly logs: string
}

/** The name of a job, from that of its file. */
export const jobIn = (entry: string): string => entry.replace(/^\d+~/, '').replace(/\.json$/, '')

const claimIn = (name: string): Claim => {
  const at = name.lastIndexOf('@')
  return { entry: name.slice(0, at), by: name.slice(at + 1) }
}

/** Renames a file; whether it was there. A disk over a network may lose the answer and say of what it did that nothing was there. */
const moved = (from: string, to: string): boolean => {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return existsSync(to)
  }
}

/** The list of the jobs of a comparison, in its folder. */
export const queueIn = (folder: string): Queue => {
  const at = (...names: readonly string[]): string => join(folder, 'cluster', ...names)
  const names = (of: string): readonly string[] => {
    mkdirSync(at(of), { recursive: true })
    return readdirSync(at(of))
      .filter((name) => !name.startsWith('.'))
      .sort()
  }
  const claimed = ({ entry, by }: Claim): string => at('claimed', `${entry}@${by}`)
  /** What is read by others is there whole, or not at all. */
  const written = (of: string, name: string, text: string): void => {
    mkdirSync(at(of), { recursive: true })
    writeFileSync(at(of, `.${name}`), text)
    renameSync(at(of, `.${name}`), at(of, name))
  }
  const queue: Queue = {
    logs: at('logs'),
    waiting: () => names('waiting'),
    claims: () => names('claimed').map(claimIn),
    done: () => names('done'),
    faults: () => names('faults').map((name) => JSON.parse(readFileSync(at('faults', name), 'utf8')) as Fault),
    put: (jobs) => {
      for (const of of ['waiting', 'claimed', 'done', 'ticks', 'faults', 'logs']) names(of)
      const there = new Set([...names('waiting'), ...queue.claims().map(({ entry }) => entry)].map(jobIn))
      const over = new Map(names('done').map((entry) => [jobIn(entry), entry]))
      for (const [i, job] of jobs.entries()) {
        const name = jobName(job)
        if (there.has(name)) continue
        const old = over.get(name)
        if (old !== undefined) rmSync(at('done', old), { force: true })
        written('waiting', `${`${i}`.padStart(6, '0')}~${name}.json`, encodeJob(job))
      }
    },
    clear: () => {
      for (const of of ['waiting', 'claimed', 'done', 'ticks', 'faults'])
        rmSync(at(of), { recursive: true, force: true })
    },
    take: (by, from) => {
      const waiting = names('waiting')
      for (let i = 0; i < waiting.length; i += 1) {
        const claim = { entry: waiting[(from + i) % waiting.length]!, by }
        if (!moved(at('waiting', claim.entry), claimed(claim))) continue
        queue.tell(claim.entry, 0)
        return pipe(
          decodeJob(claimed(claim))(readFileSync(claimed(claim), 'utf8')),
          E.map((job) => ({ claim, job })),
        )
      }
      return E.right(undefined)
    },
    giveBack: (claim) => moved(claimed(claim), at('waiting', claim.entry)),
    end: (claim) => {
      moved(claimed(claim), at('done', claim.entry))
    },
    fail: (claim, fault) => written('faults', claim.entry, JSON.stringify(fault)),
    ticks: (entry) => {
      try {
        return Number(readFileSync(at('ticks', entry), 'utf8')) || 0
      } catch {
        return 0
      }
    },
    tell: (entry, ticks) => writeFileSync(at('ticks', entry), `${ticks}`),
  }
  return queue
}
