import { deviation, type Metrics, mean } from './metrics.ts'
import { alignmentAtEnd, type RecordedRun } from './recorded-run.ts'

/** The numbers a run ends with. Accuracies are fractions. */
export type Outcome = Metrics & {
  readonly trainSeconds: number
  readonly evalSeconds: number
  /** Examples in memory at the end. */
  readonly remembered: number
  /** Gradients of an example's loss; not there where a program decides at run time how many. */
  readonly gradients?: number
  /** The alignment of the gradients of all tasks at the end; see `Alignment`. Not there unless it was measured. */
  readonly gradientProduct?: number
  readonly gradientCosine?: number
}

const always = [
  'acc',
  'bwt',
  'fwt',
  'learningAccuracy',
  'forgetting',
  'trainSeconds',
  'evalSeconds',
  'remembered',
] as const
const sometimes = ['gradients', 'gradientProduct', 'gradientCosine'] as const

/** The numbers of a run that came to its end. */
export const outcomeOf = ({ ending, measured }: RecordedRun): Outcome | undefined => {
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

type Summary = (values: readonly number[]) => number

/** One number for each that all runs have. */
const over = (runs: readonly Outcome[], summary: Summary): Outcome => {
  const had = [...always, ...sometimes.filter((field) => runs.every((run) => run[field] !== undefined))]
  return Object.fromEntries(had.map((field) => [field, summary(runs.map((run) => run[field] as number))])) as never
}

/** The mean of each number over runs. */
export const meanOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, mean)

/** The standard deviation of each number over runs, that of a sample (n − 1); 0 for one run. */
export const deviationOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, deviation)
