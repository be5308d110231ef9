import type { Examples } from './examples.ts'

/** The mean and deviation of each channel, or of each number of inputs that are no images, over the training examples, as protocols state them; values in [0, 1]. */
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
  /** The same of numbers to predict. */
  readonly targetStatistics?: Statistics
  /** Whether it was read from a table, whose columns may be asked for. */
  readonly table?: true
  /** What its classes are called, by their labels. */
  readonly classNames?: readonly string[]
  /** Whether both halves stand in one order: what it is judged by was set apart from what is learned. */
  readonly oneOrder?: true
  /** What its tasks are called, where its examples say by their `place` of which one they are. */
  readonly tasks?: readonly string[]
}
