import { IllShaped } from '../ill-shaped.ts'
import { sizeOf } from '../node.ts'
import { type Definition, none } from './definition.ts'

/** The same elements in the same order under another shape. */
export const reshape: Definition<'reshape'> = {
  typing: ([of], { shape }) => {
    if (shape.some((extent) => extent < 0) || sizeOf(of!.shape) !== sizeOf(shape))
      throw new IllShaped('reshape', [of!.shape, shape], 'the number of elements must stay')
    return { shape, type: of!.type }
  },
  flops: none,
  derivative: ({ inputs: [of] }, ct, o) => [o.reshape(ct, of!.shape)],
}
