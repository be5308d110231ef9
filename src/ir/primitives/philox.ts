import { IllShaped } from '../ill-shaped.ts'
import { sameShape, sizeOf } from '../node.ts'
import { opaque } from './families/opaque.ts'
import { numbersOnly } from './numbers-only.ts'

/** Uniform numbers in (0, 1) by counter and key: see `philoxUniforms`. The key is two words, in halves. Its derivative is 0. */
export const philox = opaque<'philox'>({
  typing: ([key], { shape }) => {
    numbersOnly('philox', [key!])
    if (!sameShape(key!.shape, [4])) throw new IllShaped('philox', [key!.shape], 'needs a key of four halves of words')
    return { shape, type: 'float' }
  },
  flops: ({ shape }) => sizeOf(shape),
  derivative: () => [undefined],
})
