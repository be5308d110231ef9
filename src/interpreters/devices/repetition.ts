import type { Node } from '../../ir/index.ts'

/** A program that runs again and again, each time on what it made of its own results. Programs hold no host nodes. */
export interface Repetition {
  /** What is carried from one run to the next: the variable that it is read by, and its new value. */
  readonly carried: readonly { readonly variable: Node; readonly next: Node }[]
  /** Variables of which each run has a value of its own. */
  readonly fed: readonly Node[]
  /** Variables that are the same in every run. */
  readonly fixed: readonly Node[]
  /** A number that each run makes, and that has to stay finite. */
  readonly health: Node
}

/** What is given to a repetition, all borrowed. */
export interface Rounds<Buffer> {
  readonly carried: readonly Buffer[]
  /** The values of each fed variable one after the other, along a new first axis. */
  readonly fed: readonly Buffer[]
  readonly fixed: readonly Buffer[]
}

/** A repetition on a device. */
export interface Repeating<Buffer> {
  /** So many runs are one call: 1 where the device does not gain by more. */
  readonly times: number
  /** How many single runs of a program are worth what it costs to get ready for many a call. */
  readonly after: number
  /**
   * What is carried in the end, a reference of its own for each; `undefined` where a run was not finite.
   *
   * @law one call comes to what calls of one run each come to, to the bit
   */
  readonly run: (rounds: Rounds<Buffer>) => Promise<readonly Buffer[] | undefined>
}

export type Repeat<Buffer> = (of: Repetition) => Repeating<Buffer>
