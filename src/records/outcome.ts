import * as t from 'io-ts'
import {
  deviation,
  type Figures,
  figureProps,
  marked,
  markedCodec,
  mean,
  protocols,
  writtenNumber,
} from '../experiment/protocol/index.ts'
import { alignmentAtEnd, type RecordedRun, sparsityAtEnd } from './recorded-run.ts'

const always = t.strict({
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
  /** The sparsity of the representation at the end; see `Sparsity`. Not there unless it was measured. */
  activeFeatures: writtenNumber,
  deadFeatures: writtenNumber,
})

/** The numbers a run ends with: the metrics of its protocol, and what it took. */
export type Outcome = Figures & Readonly<t.TypeOf<typeof always>> & Readonly<t.TypeOf<typeof sometimes>>

/** Its codec: the metrics of some protocol, all of them. Accuracies are fractions. */
export const outcomeCodec = t.intersection([
  t.union(
    Object.values(protocols).map((protocol) => t.strict(figureProps(protocol))) as unknown as [
      t.Type<Figures, unknown>,
      t.Type<Figures, unknown>,
    ],
  ),
  always,
  t.exact(sometimes),
  markedCodec,
])

/** The numbers of a run that came to its end. */
export const outcomeOf = ({ ending, measured }: RecordedRun): Outcome | undefined => {
  if (ending?._tag !== 'RunEnded') return undefined
  const { metrics, trainSeconds, evalSeconds, remembered, gradients, own } = ending
  return {
    ...metrics,
    trainSeconds,
    evalSeconds,
    remembered,
    ...(gradients === undefined ? {} : { gradients }),
    ...alignmentAtEnd(measured),
    ...sparsityAtEnd(measured),
    ...marked(own ?? {}),
  }
}

type Summary = (values: readonly number[]) => number

/** One number for each that all runs have, of at least one. */
const over = ([first, ...rest]: readonly Outcome[], summary: Summary): Outcome => {
  const had = Object.keys(first ?? {}).filter((field) => rest.every((run) => run[field] !== undefined))
  return Object.fromEntries(
    had.map((field) => [field, summary([first, ...rest].map((run) => run?.[field] as number))]),
  ) as Outcome
}

/** The mean of each number over runs. */
export const meanOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, mean)

/** The standard deviation of each number over runs, that of a sample (n − 1); 0 for one run. */
export const deviationOf = (outcomes: readonly Outcome[]): Outcome => over(outcomes, deviation)
