import { alignmentAtEnd, deviation, mean, type RecordedRun } from '../../experiment/index.ts'
import type { Runs } from './conduct.ts'
import { mishapOf } from './ending.ts'

/** What a run is judged by. Accuracies are fractions. */
export interface Scores {
  readonly acc: number
  readonly bwt: number
  readonly fwt: number
  readonly learningAccuracy: number
  readonly forgetting: number
  readonly trainSeconds: number
  readonly evalSeconds: number
  /** Gradients of an example's loss; not there where a program decides at run time how many. */
  readonly gradients?: number
  /** Examples in memory at the end. */
  readonly remembered: number
  /** The alignment of the gradients of all tasks at the end; see `Alignment`. Not there unless it was measured. */
  readonly gradientProduct?: number
  readonly gradientCosine?: number
}

/** A run that came to its end, with its scores. */
export interface Finished {
  readonly run: RecordedRun
  readonly scores: Scores
}

/** How a method did, over all seeds. */
export interface Standing {
  readonly label: string
  /** The first of its runs, however it ended. */
  readonly sample: RecordedRun
  readonly finished: readonly Finished[]
  readonly mishaps: readonly { readonly seed: number; readonly what: string }[]
  /** Over the runs that came to their end; neither is there when none did. */
  readonly mean?: Scores
  readonly deviation?: Scores
}

const scoresOf = ({ ending, measured }: RecordedRun): Scores | undefined => {
  if (ending?._tag !== 'RunEnded') return undefined
  const { metrics, trainSeconds, evalSeconds, remembered, gradients } = ending
  return {
    ...metrics,
    trainSeconds,
    evalSeconds,
    remembered,
    ...(gradients === undefined ? {} : { gradients }),
    ...alignmentAtEnd(measured),
  }
}

const over = (all: readonly Scores[], summary: (values: readonly number[]) => number): Scores => {
  const of = (field: keyof Scores): number => summary(all.flatMap((scores) => scores[field] ?? []))
  const where = (field: 'gradients' | 'gradientProduct' | 'gradientCosine'): Partial<Scores> =>
    all.every((scores) => scores[field] !== undefined) ? { [field]: of(field) } : {}
  return {
    acc: of('acc'),
    bwt: of('bwt'),
    fwt: of('fwt'),
    learningAccuracy: of('learningAccuracy'),
    forgetting: of('forgetting'),
    trainSeconds: of('trainSeconds'),
    evalSeconds: of('evalSeconds'),
    remembered: of('remembered'),
    ...where('gradients'),
    ...where('gradientProduct'),
    ...where('gradientCosine'),
  }
}

const standingOf = (label: string, runs: readonly RecordedRun[]): Standing | undefined => {
  const [sample] = runs
  if (sample === undefined) return undefined
  const finished = runs.flatMap((run) => {
    const scores = scoresOf(run)
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
    ...(all.length === 0 ? {} : { mean: over(all, mean), deviation: over(all, deviation) }),
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
