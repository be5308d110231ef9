import { IllShaped } from '../ill-shaped.ts'
import {
  type Attributes,
  type ElementType,
  type Node,
  type NodeOf,
  type Primitive,
  type Shape,
  sameShape,
  sizeOf,
} from '../node.ts'
import type { Operations } from '../operations.ts'

export interface Typing {
  readonly shape: Shape
  readonly type: ElementType
}

/** Everything about a primitive that does not depend on an interpreter. */
export interface Definition<P extends Primitive> {
  /** The shape and element type of the result; raises `IllShaped` where the operands do not meet. */
  readonly typing: (inputs: readonly Node[], attributes: Attributes[P]) => Typing
  /**
   * Floating-point operations of one evaluation: an arithmetic result, a comparison, a choice or a value of a function is one, and
   * moving numbers is none. What a loop or a decision runs is counted where it runs.
   */
  readonly flops: (node: NodeOf<P>) => number
  /** The cotangent of each input given that of the result; `undefined` where the derivative is zero. */
  readonly derivative: (node: NodeOf<P>, cotangent: Node, o: Operations) => readonly (Node | undefined)[]
}

/** One operation for each element that is made. */
export const oneEach = ({ shape }: Pick<Node, 'shape'>): number => sizeOf(shape)

/** Numbers are moved, or nothing is done at all. */
export const none = (): number => 0

/** Folding n elements into m takes n − m operations. */
export const folded = ({ shape, inputs: [of] }: Pick<Node, 'shape' | 'inputs'>): number =>
  Math.max(0, sizeOf(of!.shape) - sizeOf(shape))

const operandsOf = (primitive: string, count: number, inputs: readonly Node[]): Shape => {
  const shapes = inputs.map((input) => input.shape)
  if (inputs.length !== count) throw new IllShaped(primitive, shapes, `takes ${count} operands`)
  if (!shapes.every((shape) => sameShape(shape, shapes[0]!)))
    throw new IllShaped(primitive, shapes, 'operands must have one shape')
  return shapes[0]!
}

/** Raises `IllShaped` unless every operand is of numbers. */
export const numbersOnly = (primitive: string, inputs: readonly Node[]): void => {
  if (inputs.some((input) => input.type !== 'float'))
    throw new IllShaped(
      primitive,
      inputs.map((input) => input.shape),
      'operands must be numbers, not conditions',
    )
}

/** The typing of a reduction over `axes`, each a different dimension of the operand. */
export const reduction =
  (primitive: string) =>
  ([of]: readonly Node[], { axes }: { readonly axes: readonly number[] }): Typing => {
    numbersOnly(primitive, [of!])
    if (new Set(axes).size !== axes.length || axes.some((axis) => of!.shape[axis] === undefined))
      throw new IllShaped(primitive, [of!.shape, axes], 'the second must be different dimensions of the first')
    return { shape: without(of!.shape, axes), type: 'float' }
  }

/** Elementwise on numbers. */
export const numeric =
  (primitive: string, count: number) =>
  (inputs: readonly Node[]): Typing => {
    const shape = operandsOf(primitive, count, inputs)
    numbersOnly(primitive, inputs)
    return { shape, type: 'float' }
  }

/** Elementwise comparison of numbers. */
export const comparison =
  (primitive: string) =>
  (inputs: readonly Node[]): Typing => ({ ...numeric(primitive, 2)(inputs), type: 'bool' })

/** The axes of `shape` along which a value of shape `from` was stretched to reach it. */
export const stretchedAxes = (from: Shape, shape: Shape): readonly number[] =>
  shape.flatMap((extent, i) => {
    const own = from[i - (shape.length - from.length)]
    return own === undefined || (own === 1 && extent !== 1) ? [i] : []
  })

export const without = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i))

/** The shape with the given axes kept at extent 1. */
export const keeping = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((extent, i) => (axes.includes(i) ? 1 : extent))
