import type { Program, Shape } from '../../ir/index.ts'
import type { Repeat } from './repetition.ts'

/**
 * An interpreter of tensor programs: where values live and how functions on them are made. Programs given to `compile`
 * hold no host nodes (`quadraticProgram`, `asked`, `branch`, `taken`): the host plan has taken those out.
 */
export interface Device<Buffer> {
  readonly name: string
  /** Compiles once, runs many times. A run borrows its inputs; each output is a reference of its own, to be released once. */
  readonly compile: (program: Program) => (inputs: readonly Buffer[]) => readonly Buffer[]
  /** Runs a program again and again in one call, where a call costs so much that the device may gain. */
  readonly repeat?: Repeat<Buffer>
  readonly upload: (shape: Shape, values: ArrayLike<number>) => Buffer
  /** A number that the device holds as long as it lives: none of the buffers that are counted, and released by nobody. */
  readonly constant: (value: number) => Buffer
  readonly read: (buffer: Buffer) => Promise<ArrayLike<number>>
  /** Another reference to the same values. */
  readonly retain: (buffer: Buffer) => Buffer
  readonly release: (buffer: Buffer) => void
  /** The most bytes of one value of all lanes from which the device gains, against one lane after the other; none where it is not said. */
  readonly laneBytes?: number
  /** How many buffers the device holds now: equal before and after an event, or something leaks. */
  readonly buffers: () => number
}
