import type { Primitive } from '../../node.ts'
import type { Definition } from '../definition.ts'
import { laneByLane } from '../over-lanes.ts'

/** What is known of no primitive before it is looked at. */
const unknown = {
  flops: () => 0,
  mask: () => [],
  clears: false,
  simpler: () => undefined,
  renames: () => false,
  showsConstants: false,
  fleeting: false,
  overLanes: laneByLane,
} satisfies Partial<Definition<Primitive>>

/** A primitive whose elements are not followed to those of its operands. It moves no cheaper than it is made. */
export const opaque = <P extends Primitive>(
  own: Pick<Definition<P>, 'typing' | 'derivative'> & Partial<Definition<P>>,
): Definition<P> => ({ ...unknown, ...own })
