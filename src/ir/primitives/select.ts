import { IllShaped } from '../ill-shaped.ts'
import { sameShape } from '../node.ts'
import { eachElement, numeric } from './families/elementwise.ts'

/** x where the condition holds, else y. The side not taken contributes an exact 0 to the derivative. */
export const select = eachElement<'select'>({
  typing: ([condition, x, y]) => {
    const typing = numeric('select', 2)([x!, y!])
    if (condition!.type !== 'bool' || !sameShape(condition!.shape, typing.shape))
      throw new IllShaped('select', [condition!.shape, typing.shape], 'needs a condition of the shape of its sides')
    return typing
  },
  derivative: ({ inputs: [condition] }, ct, o) => [
    undefined,
    o.select(condition!, ct, o.constant(0)),
    o.select(condition!, o.constant(0), ct),
  ],
  mask: ({ inputs: [condition] }, position, mask) => {
    const own = { condition: condition!, holds: position === 1 }
    return mask.some((m) => m.condition === own.condition && m.holds === own.holds) ? mask : [...mask, own]
  },
  simpler: (_node, [, x, y]) => (x === y ? x : undefined),
})
