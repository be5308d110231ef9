import type { Measured } from '../experiment/index.ts'
import { type RecordedEvent, type RunStarted, type Scores, scoresOf } from '../experiment/protocol/index.ts'
import type { Ending } from './seal.ts'

/** The scores on every task after so many iterations (batches of the whole stream). */
export interface Judgement {
  readonly iteration: number
  readonly scores: readonly number[]
}

/** What a record says of one run. */
export interface RecordedRun {
  readonly started: RunStarted
  /** b, the scores before training; none when the run did not get so far. */
  readonly before: readonly number[]
  /** The rows of the matrix of scores, as far as it goes. */
  readonly matrix: readonly (readonly number[])[]
  /** The iteration at which each task ends, of those that were begun. */
  readonly ends: readonly number[]
  /** Every judgement in order: before training, inside tasks, and after each. */
  readonly course: readonly Judgement[]
  /** What was measured after each task; empty records where nothing was. */
  readonly measured: readonly Measured[]
  /** How it ended; `undefined` when the process was killed, or still runs. */
  readonly ending: Ending | undefined
}

const continued = (so: RecordedRun, event: RecordedEvent): RecordedRun => {
  const endOf = (task: number): number => so.ends[task] ?? 0
  const judgedAt = (iteration: number, of: Scores): readonly Judgement[] => [
    ...so.course,
    { iteration, scores: scoresOf(of) },
  ]
  switch (event._tag) {
    case 'TaskStarted':
      return { ...so, ends: [...so.ends, endOf(event.task - 1) + event.batches] }
    case 'Judged':
      return { ...so, course: judgedAt(endOf(event.task - 1) + event.batches, event) }
    case 'Evaluated': {
      const course = judgedAt(endOf(event.after - 1), event)
      const { seconds: _, ...measured } = event.measured ?? { seconds: 0 }
      return event.after === 0
        ? { ...so, course, before: scoresOf(event) }
        : { ...so, course, matrix: [...so.matrix, scoresOf(event)], measured: [...so.measured, measured] }
    }
    case 'RunEnded':
    case 'RunFailed':
    case 'RunInterrupted':
      return { ...so, ending: event }
    default:
      return so
  }
}

/** The alignment of all tasks once all are learned, as numbers of a run; none where it wasn't measured. */
export const alignmentAtEnd = (
  measured: RecordedRun['measured'],
): { readonly gradientProduct?: number; readonly gradientCosine?: number } => {
  const alignment = measured.at(-1)?.alignment
  return alignment === undefined ? {} : { gradientProduct: alignment.product, gradientCosine: alignment.cosine }
}

const nothing = { before: [], matrix: [], ends: [], course: [], measured: [], ending: undefined }

/** The runs of a record, in order: each begins with its `RunStarted`. */
export const recordedRuns = (events: readonly RecordedEvent[]): readonly RecordedRun[] => {
  const runs: RecordedRun[] = []
  for (const event of events) {
    const last = runs.at(-1)
    if (event._tag === 'RunStarted') runs.push({ ...nothing, started: event })
    else if (last !== undefined) runs[runs.length - 1] = continued(last, event)
  }
  return runs
}

/** The sparsity of the representation once all tasks are learned; none where it wasn't measured. */
export const sparsityAtEnd = (
  measured: RecordedRun['measured'],
): { readonly activeFeatures?: number; readonly deadFeatures?: number } => {
  const sparsity = measured.at(-1)?.sparsity
  return sparsity === undefined ? {} : { activeFeatures: sparsity.active, deadFeatures: sparsity.dead }
}
