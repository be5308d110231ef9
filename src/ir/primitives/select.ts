import { IllShaped } from '../ill-shaped.ts'
import { sameShape } from '../node.ts'
import { type Definition, numeric, oneEach } from './definition.ts'

/** x where the condition holds, else y. The side not taken contributes an exact 0 to the derivative. */
export const select: Definition<'select'> = {
  typing: ([condition, x, y]) => {
    const typing = numeric('select', 2)([x!, y!])
    if (condition!.type !== 'bool' || !sameShape(condition!.shape, typing.shape))
      throw new IllShaped('select', [condition!.shape, typing.shape], 'needs a condition of the shape of its sides')
    return typing
  },
  flops: oneEach,
  derivative: ({ inputs: [condition] }, ct, o) => [
    undefined,
    o.select(condition!, ct, o.constant(0)),
    o.select(condition!, o.constant(0), ct),
  ],
}
