import * as t from 'io-ts'
import { deviation, mean, metricsCodec, writtenNumber } from '../experiment/protocol/index.ts'
import { alignmentAtEnd, type RecordedRun } from './recorded-run.ts'

const always = t.strict({
  ...metricsCodec.type.props,
  trainSeconds: writtenNumber,
  evalSeconds: writtenNumber,
  /** Examples in memory at the end. */
  remembered: writtenNumber,
})

const sometimes = t.partial({
  /** Gradients of an example's loss; not there where a program decides at run time how many. */
  gradients: writtenNumber,
  /** The alignment of the gradients of all tasks at the end; see `Alignment`. Not there unless it was measured. */
  gradientProduct: writtenNumber,
  gradientCosine: writtenNumber,
})

/** The numbers a run ends with. Accuracies are fractions. */
export const outcomeCodec = t.intersection([always, t.exact(sometimes)])
export type Outcome = Readonly<t.TypeOf<typeof outcomeCodec>>

const required = Object.keys(always.type.props) as readonly (keyof t.TypeOf<typeof always>)[]
const optional = Object.keys(sometimes.props) as readonly (keyof t.TypeOf<typeof sometimes>)[]

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
  const had = [...required, ...optional.filter((field) => runs.every((run) => run[field] !== undefined))]
  return Object.fromEntries(had.map((field) => [field, summary(runs.map((run) => run[field] as number))])) as never
}

/** The mean of each number over runs. */
export const meanOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, mean)

/** The standard deviation of each number over runs, that of a sample (n − 1); 0 for one run. */
export const deviationOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, deviation)
