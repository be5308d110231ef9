import type { Examples } from './examples.ts'

/** The mean and deviation of each channel over the training examples, as protocols state them; values in [0, 1]. */
export interface Statistics {
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** A data set: examples to learn from and examples to be judged by. */
export interface DataSet {
  readonly name: string
  readonly train: Examples
  readonly test: Examples
  /** Where it came from and how much there is, in words, for records and for people. */
  readonly source: string
  /** The digest of the files it was read from, whatever their folder; see `dataDigest`. */
  readonly digest?: string
  /** The classes that nothing is learned of before an exam, where the data set keeps some apart: what few-shot learning calls novel. */
  readonly novel?: readonly number[]
  /** Other data sets that a stream shows beside it. */
  readonly beside?: readonly DataSet[]
  /** What it is normalised by, where that is asked for. */
  readonly statistics?: Statistics
}
