import { IllShaped } from '../ill-shaped.ts'
import { opaque } from './families/opaque.ts'
import { numbersOnly } from './numbers-only.ts'

/** A·B of two matrices, each transposed first where said: [m,k]·[k,n] → [m,n]. */
export const matMul = opaque<'matMul'>({
  typing: ([a, b], { transposeLeft, transposeRight }) => {
    numbersOnly('matMul', [a!, b!])
    const [m, k] = transposeLeft ? [a!.shape[1], a!.shape[0]] : a!.shape
    const [l, n] = transposeRight ? [b!.shape[1], b!.shape[0]] : b!.shape
    if (a!.shape.length !== 2 || b!.shape.length !== 2 || k !== l)
      throw new IllShaped('matMul', [a!.shape, b!.shape], 'needs two matrices whose inner extents agree')
    return { shape: [m!, n!], type: 'float' }
  },
  flops: ({ shape: [m, n], inputs: [a], attributes: { transposeLeft } }) =>
    2 * m! * n! * a!.shape[transposeLeft ? 0 : 1]!,
  derivative: ({ inputs: [a, b], attributes: { transposeLeft: left, transposeRight: right } }, ct, o) => [
    left ? o.matMul(b!, ct, right, true) : o.matMul(ct, b!, false, !right),
    right ? o.matMul(ct, a!, true, left) : o.matMul(a!, ct, !left, false),
  ],
  // A product with a transposed operand is a product of its own: no copy is made.
  simpler: ({ attributes: { transposeLeft: left, transposeRight: right } }, [a, b], o) =>
    a!.primitive === 'transpose'
      ? o.matMul(a!.inputs[0]!, b!, !left, right)
      : b!.primitive === 'transpose'
        ? o.matMul(a!, b!.inputs[0]!, left, !right)
        : undefined,
})
