import type { Examples } from './examples.ts'

/** A data set: examples to learn from and examples to be judged by. */
export interface DataSet {
  readonly name: string
  readonly train: Examples
  readonly test: Examples
  /** Where it came from and how much there is, in words, for records and for people. */
  readonly source: string
}
