import { IllShaped } from '../ill-shaped.ts'
import { movement } from './families/movement.ts'

const inverse = (permutation: readonly number[]): readonly number[] => permutation.map((_, i) => permutation.indexOf(i))

/** Dimension i of the result is dimension permutation[i] of the operand. */
export const transpose = movement<'transpose'>({
  typing: ([of], { permutation }) => {
    if ([...permutation].sort((a, b) => a - b).some((p, i) => p !== i) || permutation.length !== of!.shape.length)
      throw new IllShaped(
        'transpose',
        [of!.shape, permutation],
        'the second must be a permutation of the dimensions of the first',
      )
    return { shape: permutation.map((p) => of!.shape[p]!), type: of!.type }
  },
  derivative: ({ attributes: { permutation } }, ct, o) => [o.transpose(ct, inverse(permutation))],
  follows: ({ attributes: { permutation } }, { condition, holds }, o) => ({
    condition: o.transpose(condition, inverse(permutation)),
    holds,
  }),
  simpler: ({ attributes: { permutation } }, [a], o) =>
    a!.primitive === 'transpose'
      ? o.transpose(
          a!.inputs[0]!,
          permutation.map((p) => a!.attributes.permutation[p]!),
        )
      : o.transpose(a!, permutation),
  // Dimensions of one element may go anywhere.
  renames: ({ inputs: [of], attributes: { permutation } }) => {
    const moved = permutation.filter((p) => of!.shape[p] !== 1)
    return moved.every((p, i) => i === 0 || moved[i - 1]! < p)
  },
  fleeting: true,
  overLanes: ({ attributes: { permutation } }, [x], _, o) =>
    o.transpose(x!.node, [0, ...permutation.map((p) => p + 1)]),
})
