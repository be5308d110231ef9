import type { Node, Shape } from '../../ir/index.ts'
import type { Device } from './device.ts'

/** Does one piece of work on the values of a schedule. */
export type Instruction = () => void

/** Where a unit of work finds its operands and leaves its results. */
export interface Wiring<B> {
  readonly values: B[]
  readonly slotOf: (node: Node) => number
  /** Whether the schedule gives up its reference to this operand after the instruction. */
  readonly dies: (node: Node) => boolean
}

/** A piece of work: from the values of some nodes to those of others. */
export interface Unit<B> {
  readonly reads: readonly Node[]
  readonly makes: readonly Node[]
  readonly instruction: (wiring: Wiring<B>) => Instruction
}

/** Values on a device, and how many hold on to them. */
export interface Buffer {
  readonly references: number
}

/** What a schedule needs of a backend. `B` is a reference-counted buffer; a buffer does not know the shape it is used in. */
export interface Machine<B extends Buffer> {
  /** Whether a buffer was made by this machine. */
  readonly owns: (buffer: Buffer) => buffer is B
  /**
   * Units for the nodes of `order`, operands first, in which nodes that only rename their operand's values are left out.
   * `loops` holds the units of its loops; they make what `final` and `stack` stand for. What is `given` is never made,
   * and a node may be left out where no unit reads it.
   */
  readonly units: (
    order: readonly Node[],
    loops: ReadonlyMap<Node, Unit<B>>,
    outputs: readonly Node[],
    given: ReadonlySet<Node>,
  ) => readonly Unit<B>[]
  /** See `Device`. */
  readonly laneBytes: number
  /** A number that the machine holds as long as it lives. */
  readonly constant: (value: number) => B
  readonly retain: (buffer: B) => B
  readonly release: (buffer: B) => void
  /** One row of a buffer of `shape`: a reference of its own. */
  readonly row: (source: B, shape: Shape, index: number) => B
  /** The rows one after the other: a new buffer of `shape`. */
  readonly pack: (rows: readonly B[], shape: Shape) => B
  readonly upload: (shape: Shape, values: ArrayLike<number>) => B
  readonly read: (buffer: B) => Promise<ArrayLike<number>>
  /** References that are not yet released, constants aside. */
  readonly references: () => number
  /** Buffers that the backend itself counts as in use, constants aside. */
  readonly held: () => number
  /** The most bytes that buffers have taken together, since this was last asked. */
  readonly peak: () => number
}

/** A machine as a device. */
export interface MachineDevice extends Device<Buffer> {
  /** The library of its kernels where that isn't an npm package: its name and version. */
  readonly library?: string
  /** How products of matrices are summed, where that depends on the runtime and is not with a rounding of each product and each sum. */
  readonly products?: 'fused multiply-add'
  /** Whether products may keep 10 bits of mantissa, where the device can do that at all; they keep 23 until it is said. */
  readonly setTensorFloat32?: (enabled: boolean) => void
  readonly tensorFloat32?: () => boolean
  /** Backends that were to be preferred, and why each was left out. */
  readonly passedOver?: readonly string[]
  /** Why it was chosen from those that there are, where there were others. */
  readonly chosen?: string
  /** How many buffers the backend itself counts as in use. */
  readonly held: () => number
  /** The most bytes that buffers have taken together, since this was last asked. */
  readonly peak: () => number
}
