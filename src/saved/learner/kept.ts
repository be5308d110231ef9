import type { Snapshot } from '../../compiler/index.ts'
import type { Statistics } from '../../data/index.ts'
import type { Method, Values } from '../../dsl/index.ts'
import type { Interface, Network } from '../../networks/index.ts'

/** A task that was learned. */
export interface LearnedTask {
  readonly name: string
  /** The labels that it has, where they aren't all. */
  readonly classes?: readonly number[]
  /** Where each number of an input of it comes from, in an input as the data has it; −1 for a 0. As it is, where it isn't there. */
  readonly pixels?: Int32Array
}

/** What is done to every input: first what its task does, see `LearnedTask`, then this. */
export interface Presented {
  /** x ↦ (x − mean) / deviation, channel by channel. */
  readonly normalise?: Statistics
}

/** A learner as plain data: all that it takes to predict, and to go on as it would have. */
export interface Kept {
  /** How the method was named: its name in the registry, or its file. */
  readonly name: string
  readonly method: Method
  readonly options: Values
  readonly network: Network
  readonly between: Required<Interface>
  /** Draws continue its key: (seed, task, event, batch). */
  readonly seed: number
  /** Those that were learned, in their order. */
  readonly tasks: readonly LearnedTask[]
  /** How many batches of the last of them, where more may come. */
  readonly batches: number
  readonly presented: Presented
  /** What it was learned from and how, as records say it. */
  readonly about: Readonly<Record<string, unknown>>
  readonly state: Snapshot
}
