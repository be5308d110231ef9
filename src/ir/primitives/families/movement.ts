import { type Node, type NodeOf, type Primitive, sizeOf } from '../../node.ts'
import type { Operations } from '../../vocabulary.ts'
import type { Condition, Definition } from '../definition.ts'
import { opaque } from './opaque.ts'

/** Where an operand may be given something, from where a result of it may; without it that is not followed. */
export type Follows<P extends Primitive> = (node: NodeOf<P>, at: Condition, o: Operations) => Condition

export const followed = <P extends Primitive>(follows: Follows<P> | undefined): Partial<Pick<Definition<P>, 'mask'>> =>
  follows === undefined ? {} : { mask: (node, _position, mask, o) => mask.map((at) => follows(node, at, o)) }

/** Whether a result has as many elements as its first operand. */
export const keepsSize = ({ shape, inputs: [of] }: Pick<Node, 'shape' | 'inputs'>): boolean =>
  sizeOf(shape) === sizeOf(of!.shape)

/** A primitive that moves elements and computes nothing; a cotangent goes back the way that they came. */
export const movement = <P extends Primitive>({
  follows,
  ...own
}: Pick<Definition<P>, 'typing' | 'derivative'> &
  Partial<Pick<Definition<P>, 'simpler' | 'renames' | 'showsConstants' | 'fleeting' | 'overLanes'>> & {
    readonly follows?: Follows<P>
  }): Definition<P> => opaque<P>({ ...followed(follows), ...own })
