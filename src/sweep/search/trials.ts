import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { mean, ownIn, protocolOf } from '../../experiment/protocol/index.ts'
import { type Fault, unknownName } from '../../fault.ts'
import { outcomeOf, type RecordedRun } from '../../records/index.ts'
import type { Runs } from '../conduct.ts'
import type { Job } from '../job.ts'
import type { Values } from './drawn.ts'
import { type Decision, type Ladder, type Ruling, roundOf, seedsOn } from './halving.ts'

/** A trial: a label for its records, and the options that were drawn. */
export interface Trial {
  readonly label: string
  readonly values: Values
}

/** What trials are ranked by: a metric of the protocol, or one of a user's own. */
export interface Goal {
  readonly name: string
  readonly head: string
  readonly better: 'more' | 'less'
  readonly of: (run: RecordedRun) => number | undefined
}

/** The goal of that name on what is run; the first metric of its protocol where none is named. */
export const goalOf = (name: string | undefined, started: RecordedRun['started']): E.Either<Fault, Goal> => {
  const { metrics } = protocolOf(started)
  const own = started.ownMetrics ?? []
  const wanted = name ?? metrics[0]?.name ?? ''
  const found = metrics.find((metric) => metric.name === wanted)
  if (found !== undefined)
    return E.right({ name: wanted, head: found.head, better: found.better, of: (run) => outcomeOf(run)?.[wanted] })
  const mine = own.find((metric) => metric.name === wanted)
  return mine === undefined
    ? E.left(
        unknownName({
          where: '--by-metric',
          what: 'metric',
          name: wanted,
          known: [...metrics, ...own].map((metric) => metric.name),
        }),
      )
    : E.right({
        name: wanted,
        head: mine.head,
        better: mine.better,
        of: (run) => {
          const outcome = outcomeOf(run)
          return outcome === undefined ? undefined : ownIn(outcome, wanted)
        },
      })
}

/** The score of runs of one trial, more is better: the mean over seeds; −∞ where one did not come to its end. */
export const scoreOf = ({ of, better }: Goal, runs: readonly (RecordedRun | undefined)[]): number => {
  const values = runs.map((run) => (run === undefined ? undefined : of(run)))
  if (values.length === 0 || values.some((value) => value === undefined || !Number.isFinite(value)))
    return Number.NEGATIVE_INFINITY
  const score = mean(values as readonly number[])
  return better === 'more' ? score : -score
}

/** How a search went: what was run on which rung, what it came to, and all runs. */
export interface Searched {
  readonly decisions: readonly Decision[]
  readonly rulings: readonly Ruling[]
  readonly runs: Runs
  /** Whether it came to its end. */
  readonly whole: boolean
}

/**
 * Carries out a search in rounds: what is to be run next is decided, `width` trials at a time, its jobs are run that are not yet, and
 * judged. A round is a plain list of jobs, so that whoever carries out comparisons carries out searches.
 *
 * @param jobOf the job of a trial, by its number, and a seed, by its place
 * @param carriedOut runs jobs; those that are recorded already are not run again. What it gives lacks the jobs that were cut short
 */
export const searched =
  (
    ladder: Ladder,
    { seeds, width, goal }: { readonly seeds: number; readonly width: number; readonly goal: Goal },
    jobOf: (trial: number, seed: number) => Job,
    carriedOut: (jobs: readonly Job[]) => TE.TaskEither<Fault, Runs>,
  ): TE.TaskEither<Fault, Searched> =>
  async () => {
    const decisions: Decision[] = []
    const rulings: Ruling[] = []
    const runs = new Map<Job, RecordedRun>()
    for (;;) {
      const round = roundOf(ladder, decisions, rulings, width)
      if (round.length === 0) return E.right({ decisions, rulings, runs, whole: true })
      const jobsOf = ({ trial, rung }: Decision): readonly Job[] =>
        Array.from({ length: seedsOn(rung, seeds, ladder) }, (_, seed) => jobOf(trial, seed))
      const jobs = round.flatMap(jobsOf).filter((job) => !runs.has(job))
      const ended = await carriedOut(jobs)()
      if (E.isLeft(ended)) return ended
      for (const [job, run] of ended.right) runs.set(job, run)
      if (jobs.some((job) => !isOver(runs.get(job)))) return E.right({ decisions, rulings, runs, whole: false })
      for (const decision of round) {
        decisions.push(decision)
        rulings.push({
          ...decision,
          score: scoreOf(
            goal,
            jobsOf(decision).map((job) => runs.get(job)),
          ),
        })
      }
    }
  }

const isOver = (run: RecordedRun | undefined): boolean =>
  run?.ending !== undefined && run.ending._tag !== 'RunInterrupted'

/** The last that is known of each trial, the best first: those on higher rungs before others, for only these had as many seeds. */
export const ranked = (rulings: readonly Ruling[]): readonly Ruling[] =>
  rulings
    .filter(({ trial, rung }) => !rulings.some((other) => other.trial === trial && other.rung > rung))
    .sort((a, b) => b.rung - a.rung || b.score - a.score || a.trial - b.trial)
