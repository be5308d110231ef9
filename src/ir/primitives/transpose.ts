import { IllShaped } from '../ill-shaped.ts'
import { type Definition, none } from './definition.ts'

/** Dimension i of the result is dimension permutation[i] of the operand. */
export const transpose: Definition<'transpose'> = {
  typing: ([of], { permutation }) => {
    if ([...permutation].sort((a, b) => a - b).some((p, i) => p !== i) || permutation.length !== of!.shape.length)
      throw new IllShaped(
        'transpose',
        [of!.shape, permutation],
        'the second must be a permutation of the dimensions of the first',
      )
    return { shape: permutation.map((p) => of!.shape[p]!), type: of!.type }
  },
  flops: none,
  derivative: ({ attributes: { permutation } }, ct, o) => [
    o.transpose(
      ct,
      permutation.map((_, i) => permutation.indexOf(i)),
    ),
  ],
}
