import { type Node, type Shape, sizeOf } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'

/** Where the elements of a node lie in the buffer of another: its strides and first element. */
export interface Place {
  readonly holder: Node
  readonly strides: readonly number[]
  readonly from: number
}

export const denseStrides = (shape: Shape): readonly number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)))

/** Whether strides run through a piece of memory in order and without gaps. */
export const isDense = (strides: readonly number[], shape: Shape): boolean =>
  denseStrides(shape).every((stride, i) => shape[i] === 1 || strides[i] === stride)

/** Where a node's elements can be read without making it: behind broadcasts, slices and changes of shape. */
export const placeOf = (node: Node, given: ReadonlySet<Node>): Place => {
  const whole = (holder: Node): Place => ({ holder, strides: denseStrides(node.shape), from: 0 })
  if (given.has(node)) return whole(node)
  switch (node.primitive) {
    case 'alias':
    case 'stopGradient':
      return placeOf(node.inputs[0]!, given)
    case 'broadcast': {
      const of = node.inputs[0]!
      const place = placeOf(of, given)
      const leading = node.shape.length - of.shape.length
      const strides = node.shape.map((extent, i) =>
        i < leading || of.shape[i - leading] !== extent ? 0 : place.strides[i - leading]!,
      )
      return { ...place, strides }
    }
    case 'slice': {
      const place = placeOf(node.inputs[0]!, given)
      const from = node.attributes.begin.reduce((sum, begin, i) => sum + begin * place.strides[i]!, place.from)
      return { ...place, from }
    }
    default: {
      const holder = holderOf(node, given)
      if (holder === node) return whole(node)
      const behind = placeOf(node.inputs[0]!, given)
      return isDense(behind.strides, node.inputs[0]!.shape)
        ? { ...behind, strides: denseStrides(node.shape) }
        : whole(holder)
    }
  }
}
