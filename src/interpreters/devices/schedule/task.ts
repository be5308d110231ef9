import type { Node } from '../../../ir/index.ts'
import type { Buffer, Machine } from '../machine.ts'
import type { List } from './lists.ts'

/** What all schedules of one compiled program share. */
export interface Context<B extends Buffer> {
  readonly machine: Machine<B>
  readonly listed: (node: Node) => boolean
  readonly lists: Map<Node, List<B>>
}

/** What a schedule is given and has to compute. References to `owned` values pass to it; `borrowed` ones it only reads. */
export interface Task {
  readonly owned: readonly Node[]
  readonly borrowed: readonly Node[]
  readonly outputs: readonly Node[]
}

/** A flat list of instructions on numbered values. It is not reentrant: one run ends before the next begins. */
export interface Schedule<B> {
  readonly values: B[]
  readonly slotOf: (node: Node) => number
  /** Runs once; everything but outputs and borrowed values is released on the way. */
  readonly run: () => void
  /** The reference to an output after a run, to be taken once for each position. */
  readonly output: (position: number) => B
}

/** Makes the schedule of a task. */
export type Scheduling<B extends Buffer> = (context: Context<B>, task: Task) => Schedule<B>
