/** What a set-up tells while it is made. */
export interface News {
  /** Which of its steps, from 1. */
  readonly step: number
  readonly steps: number
  /** What is being done, in words. */
  readonly what: string
  /** How much of all is done, from 0 to 1. */
  readonly done: number
}
