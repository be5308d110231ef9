import { deviation, type Metrics, mean } from './metrics.ts'

/** The numbers a run ends with. Accuracies are fractions. */
export type Outcome = Metrics & {
  readonly trainSeconds: number
  readonly evalSeconds: number
  /** Gradients of an example's loss; not there where a program decides at run time how many. */
  readonly gradients?: number
  /** Examples in memory at the end. */
  readonly remembered?: number
  /** The alignment of the gradients of all tasks at the end; see `Alignment`. Not there unless it was measured. */
  readonly gradientProduct?: number
  readonly gradientCosine?: number
}

const always = ['acc', 'bwt', 'fwt', 'learningAccuracy', 'forgetting', 'trainSeconds', 'evalSeconds'] as const
const sometimes = ['gradients', 'remembered', 'gradientProduct', 'gradientCosine'] as const

type Summary = (values: readonly number[]) => number

/** One number for each that all runs have. */
const over = <R extends Outcome>(runs: readonly R[], summary: Summary): R => {
  const had = [...always, ...sometimes.filter((field) => runs.every((run) => run[field] !== undefined))]
  return Object.fromEntries(had.map((field) => [field, summary(runs.map((run) => run[field] as number))])) as never
}

/** The mean of each number over runs. */
export const meanOf = <R extends Outcome>(outcomes: readonly R[]): R => over(outcomes, mean)

/** The standard deviation of each number over runs, that of a sample (n − 1); 0 for one run. */
export const deviationOf = <R extends Outcome>(outcomes: readonly R[]): R => over(outcomes, deviation)
