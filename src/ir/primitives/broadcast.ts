import { IllShaped } from '../ill-shaped.ts'
import { type Definition, none, stretchedAxes } from './definition.ts'

/** Stretches extents of 1, and absent leading ones, to `shape`; the cotangent is summed over what was stretched. */
export const broadcast: Definition<'broadcast'> = {
  typing: ([of], { shape }) => {
    const offset = shape.length - of!.shape.length
    if (offset < 0 || !of!.shape.every((extent, i) => extent === 1 || extent === shape[offset + i]))
      throw new IllShaped('broadcast', [of!.shape, shape], 'the first shape does not stretch to the second')
    return { shape, type: of!.type }
  },
  flops: none,
  derivative: ({ inputs: [of], shape }, ct, o) => [o.reshape(o.sum(ct, stretchedAxes(of!.shape, shape)), of!.shape)],
}
