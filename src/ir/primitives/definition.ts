import type { Attributes, ElementType, Node, NodeOf, Primitive, Shape } from '../node.ts'
import type { Operations } from '../vocabulary.ts'
import type { Laned } from './over-lanes.ts'

export interface Typing {
  readonly shape: Shape
  readonly type: ElementType
}

/** The elements in which a condition has the given outcome. */
export interface Condition {
  readonly condition: Node
  readonly holds: boolean
}

/**
 * Where a cotangent can be other than zero: in the elements where each condition has the given outcome. The sides of a
 * `select` have one. Outside it a cotangent is an exact 0, and has to stay so when it meets an infinity: 0·∞ is NaN.
 */
export type Mask = readonly Condition[]

/** Everything about a primitive that does not depend on an interpreter. Its family fills in most of it. */
export interface Definition<P extends Primitive> {
  /** The shape and element type of the result; raises `IllShaped` where the operands do not meet. */
  readonly typing: (inputs: readonly Node[], attributes: Attributes[P]) => Typing
  /**
   * Floating-point operations of one evaluation: an arithmetic result, a comparison, a choice or a value of a function is one, and
   * moving numbers is none. What a loop or a decision runs is counted where it runs.
   */
  readonly flops: (node: NodeOf<P>) => number
  /** The cotangent of each input given that of the result; `undefined` where the derivative is zero. */
  readonly derivative: (node: NodeOf<P>, cotangent: Node, o: Operations) => readonly (Node | undefined)[]
  /** The mask of an operand's cotangent, given that of the result; the empty mask where it is not followed. */
  readonly mask: (node: NodeOf<P>, position: number, mask: Mask, o: Operations) => Mask
  /** Whether its derivative could make a number of a zero, so that what it gives is cleared again outside the mask. */
  readonly clears: boolean
  /**
   * The same value for less, where it is to be had. `inputs` are the operands by now, `constants` the number that each is everywhere.
   * It is the same for every float, NaN and infinities included, but for the sign of a zero: x·0 and x − x stay.
   */
  readonly simpler: (
    node: NodeOf<P>,
    inputs: readonly Node[],
    o: Operations,
    constants: readonly (number | undefined)[],
  ) => Node | undefined
  /** Its value at numbers, where it is a function of one or of two, element by element. */
  readonly of?: (x: number, y: number) => number
  /** Whether the result has the very elements of its first operand, in the same order. */
  readonly renames: (node: NodeOf<P>) => boolean
  /** Whether a first operand that is one number everywhere is looked for behind it. */
  readonly showsConstants: boolean
  /** Whether making it again from its operands costs nothing, so that no derivative keeps it. */
  readonly fleeting: boolean
  /** Its batching rule: the results of all lanes along a new first axis, where some of its operands are in lanes. */
  readonly overLanes: (node: NodeOf<P>, operands: readonly Laned[], count: number, o: Operations) => Node
}
