import { IllShaped } from '../ill-shaped.ts'
import { sizeOf } from '../node.ts'
import { movement } from './families/movement.ts'

/** The same elements in the same order under another shape. */
export const reshape = movement<'reshape'>({
  typing: ([of], { shape }) => {
    if (shape.some((extent) => extent < 0) || sizeOf(of!.shape) !== sizeOf(shape))
      throw new IllShaped('reshape', [of!.shape, shape], 'the number of elements must stay')
    return { shape, type: of!.type }
  },
  derivative: ({ inputs: [of] }, ct, o) => [o.reshape(ct, of!.shape)],
  follows: ({ inputs: [of] }, { condition, holds }, o) => ({ condition: o.reshape(condition, of!.shape), holds }),
  simpler: ({ shape }, [a], o) => o.reshape(a!.primitive === 'reshape' ? a!.inputs[0]! : a!, shape),
  renames: () => true,
  showsConstants: true,
  overLanes: ({ shape }, [x], count, o) => o.reshape(x!.node, [count, ...shape]),
  fleeting: true,
})
