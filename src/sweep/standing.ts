import { deviationOf, meanOf, type Outcome, outcomeOf, type RecordedRun } from '../records/index.ts'
import type { Runs } from './conduct.ts'
import { mishapOf } from './mishap.ts'

/** A run that came to its end, with its scores. */
export interface Finished {
  readonly run: RecordedRun
  readonly scores: Outcome
}

/** How a method did, over all seeds. */
export interface Standing {
  readonly label: string
  /** The first of its runs, however it ended. */
  readonly sample: RecordedRun
  readonly finished: readonly Finished[]
  readonly mishaps: readonly { readonly seed: number; readonly what: string }[]
  /** Over the runs that came to their end; neither is there when none did. */
  readonly mean?: Outcome
  readonly deviation?: Outcome
}

/** How a method did, by its runs; `undefined` for none. */
export const standingOf = (label: string, runs: readonly RecordedRun[]): Standing | undefined => {
  const [sample] = runs
  if (sample === undefined) return undefined
  const finished = runs.flatMap((run) => {
    const scores = outcomeOf(run)
    return scores === undefined ? [] : [{ run, scores }]
  })
  const all = finished.map(({ scores }) => scores)
  return {
    label,
    sample,
    finished,
    mishaps: runs.flatMap((run) => {
      const what = mishapOf(run)
      return what === undefined ? [] : [{ seed: run.started.seed, what }]
    }),
    ...(all.length === 0 ? {} : { mean: meanOf(all), deviation: deviationOf(all) }),
  }
}

/** How each method did, in the order they were named. */
export const standingsOf = (labels: readonly string[], runs: Runs): readonly Standing[] =>
  labels.flatMap(
    (label) =>
      standingOf(
        label,
        [...runs].flatMap(([job, run]) => (job.label === label ? [run] : [])),
      ) ?? [],
  )
