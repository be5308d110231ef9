import { coordinatesIn, type Kind } from '../../dsl/index.ts'
import { tensorShapes } from '../slots.ts'
import type { Context } from './context.ts'
import type { Lowered } from './lowered.ts'

/** Zero of a numeric kind: what there is of none. */
export const zeroOf = (c: Context, kind: Kind): Lowered => {
  if (kind._tag !== 'Params') return { _tag: 'Numbers', kind: { _tag: 'Scalar' }, nodes: [c.o.constant(0)] }
  const drawn = coordinatesIn(kind)
  const shapes = drawn === undefined ? tensorShapes(c.around.layouts)(kind) : [[drawn]]
  return { _tag: 'Numbers', kind, nodes: shapes.map((shape) => c.o.constant(0, shape)) }
}
