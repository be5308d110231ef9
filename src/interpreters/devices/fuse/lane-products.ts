import { type Node, type NodeOf, type Shape, sizeOf } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import { operandOf } from './fuse.ts'
import { denseStrides, isDense, type Place } from './layout.ts'

/**
 * Where the matrices of an operand of a product lie: each in order and without gaps, though one may stand for many of them, or others lie
 * between.
 */
const matricesOf = (operand: Node, given: ReadonlySet<Node>): Place => {
  const { shape } = operand
  const place = operandOf(operand, given)
  return 'holder' in place && isDense(place.strides.slice(-2), shape.slice(-2))
    ? place
    : { holder: holderOf(operand, given), strides: denseStrides(shape), from: 0 }
}

/** The places of both operands of a product of many matrices; none of one of two. */
export const laneOperands = (node: Node, given: ReadonlySet<Node>): readonly [Place, Place] | undefined =>
  node.primitive === 'matMul' && node.shape.length > 2
    ? [matricesOf(node.inputs[0]!, given), matricesOf(node.inputs[1]!, given)]
    : undefined

/** With which element each matrix of an operand of this shape begins. */
export const startsOf = ({ strides, from }: Place, shape: Shape): readonly number[] =>
  shape
    .slice(0, -2)
    .reduce<readonly number[]>(
      (starts, extent, axis) =>
        starts.flatMap((start) => Array.from({ length: extent }, (_, i) => start + i * strides[axis]!)),
      [from],
    )

/** How large the matrices of a product are, [m,k]·[k,n], and of how many it is. */
export const extentsOf = ({ shape, inputs: [left], attributes: { transposeLeft } }: NodeOf<'matMul'>) => {
  const [m, n] = shape.slice(-2) as [number, number]
  return { m, k: left!.shape.at(transposeLeft ? -2 : -1)!, n, count: sizeOf(shape.slice(0, -2)) }
}
