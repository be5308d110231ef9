import { IllShaped } from '../ill-shaped.ts'
import { type Node, type Shape, sameShape, sizeOf } from '../node.ts'
import type { Operations } from '../vocabulary.ts'
import { opaque } from './families/opaque.ts'
import { numbersOnly } from './numbers-only.ts'
import type { Laned } from './over-lanes.ts'

/** The extents before those of the matrices: of how many products there are. */
const leading = (shape: Shape): Shape => shape.slice(0, -2)

const matrix = (shape: Shape, transposed: boolean): readonly [rows: number, columns: number] => {
  const [rows, columns] = shape.slice(-2) as [number, number]
  return transposed ? [columns, rows] : [rows, columns]
}

/** What is behind a node that only makes its last two dimensions change places. */
const flippedOf = (node: Node): Node | undefined => {
  if (node.primitive !== 'transpose') return undefined
  const rank = node.shape.length
  const flips = node.attributes.permutation.every((p, i) => p === (i < rank - 2 ? i : 2 * rank - 3 - i))
  return flips ? node.inputs[0] : undefined
}

/** A matrix in lanes by one for all of them: their rows follow each other, as rows of one. */
const byShared = ({ node }: Laned, { node: shared }: Laned, transposeRight: boolean, o: Operations): Node => {
  const inner = node.shape.at(-1)!
  const rows = node.shape.slice(0, -1)
  const product = o.matMul(o.reshape(node, [sizeOf(rows), inner]), shared, false, transposeRight)
  return o.reshape(product, [...rows, product.shape[1]!])
}

/**
 * A·B of two matrices, each transposed first where said: [m,k]·[k,n] → [m,n]. Operands of more dimensions are so many matrices,
 * each times that at its place in the other: […,m,k]·[…,k,n] → […,m,n].
 */
export const matMul = opaque<'matMul'>({
  typing: ([a, b], { transposeLeft, transposeRight }) => {
    numbersOnly('matMul', [a!, b!])
    const [m, k] = matrix(a!.shape, transposeLeft)
    const [l, n] = matrix(b!.shape, transposeRight)
    if (a!.shape.length < 2 || b!.shape.length < 2 || k !== l)
      throw new IllShaped('matMul', [a!.shape, b!.shape], 'needs two matrices whose inner extents agree')
    if (!sameShape(leading(a!.shape), leading(b!.shape)))
      throw new IllShaped('matMul', [a!.shape, b!.shape], 'needs as many matrices on the right as on the left')
    return { shape: [...leading(a!.shape), m, n], type: 'float' }
  },
  flops: ({ shape, inputs: [a], attributes: { transposeLeft } }) =>
    2 * sizeOf(shape) * matrix(a!.shape, transposeLeft)[1],
  derivative: ({ inputs: [a, b], attributes: { transposeLeft: left, transposeRight: right } }, ct, o) => [
    left ? o.matMul(b!, ct, right, true) : o.matMul(ct, b!, false, !right),
    right ? o.matMul(ct, a!, true, left) : o.matMul(a!, ct, !left, false),
  ],
  // A product with a transposed operand is a product of its own: no copy is made.
  simpler: ({ attributes: { transposeLeft: left, transposeRight: right } }, [a, b], o) => {
    const [x, y] = [flippedOf(a!), flippedOf(b!)]
    return x !== undefined ? o.matMul(x, b!, !left, right) : y !== undefined ? o.matMul(a!, y, left, !right) : undefined
  },
  // One matrix for all lanes that is not the right one is repeated: a product a lane.
  overLanes: ({ attributes: { transposeLeft, transposeRight } }, [a, b], _, o) =>
    !b!.inLanes && !transposeLeft && b!.node.shape.length === 2
      ? byShared(a!, b!, transposeRight, o)
      : o.matMul(a!.node, b!.node, transposeLeft, transposeRight),
})
