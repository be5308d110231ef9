import { IllShaped } from '../../ill-shaped.ts'
import { type Binary, type Comparison, type Node, type Primitive, sameShape, sizeOf, type Unary } from '../../node.ts'
import type { Definition, Mask, Typing } from '../definition.ts'
import { numbersOnly } from '../numbers-only.ts'
import { alongLanes } from '../over-lanes.ts'
import { opaque } from './opaque.ts'

/** So many operands, all numbers and of one shape, which is that of the result. */
export const numeric =
  (primitive: string, count: number) =>
  (inputs: readonly Node[]): Typing => {
    const shapes = inputs.map((input) => input.shape)
    if (inputs.length !== count) throw new IllShaped(primitive, shapes, `takes ${count} operands`)
    if (!shapes.every((shape) => sameShape(shape, shapes[0]!)))
      throw new IllShaped(primitive, shapes, 'operands must have one shape')
    numbersOnly(primitive, inputs)
    return { shape: shapes[0]!, type: 'float' }
  }

/** A primitive that makes each element of those at the same place, by one operation: where the one may be other than 0, so may those. */
export const eachElement = <P extends Primitive>(
  own: Pick<Definition<P>, 'typing' | 'derivative'> & Partial<Definition<P>>,
): Definition<P> =>
  opaque<P>({
    flops: ({ shape }) => sizeOf(shape),
    mask: (_node, _position, mask): Mask => mask,
    overLanes: alongLanes,
    ...own,
  })

/** A function of one number or of two, element by element. */
export const elementwise = <P extends Unary | Binary>(
  primitive: P,
  count: 1 | 2,
  own: Pick<Definition<P>, 'derivative'> & {
    /** Its value; one of constants is folded to it. */
    readonly of: (x: number, y: number) => number
    /** Its derivative is 1 or −1, so that a cotangent of 0 stays 0 whatever the operands are. */
    readonly unitSlope?: true
    readonly simpler?: Definition<P>['simpler']
  },
): Definition<P> =>
  eachElement<P>({
    typing: numeric(primitive, count),
    of: own.of,
    derivative: own.derivative,
    clears: own.unitSlope !== true,
    simpler: (node, inputs, o, constants) =>
      constants.every((c) => c !== undefined)
        ? o.constant(own.of(constants[0]!, constants[1]!), node.shape)
        : own.simpler?.(node, inputs, o, constants),
  })

/** A condition on two numbers, element by element. Its derivative is 0. */
export const comparison = <P extends Comparison>(primitive: P): Definition<P> =>
  eachElement<P>({
    typing: (inputs) => ({ ...numeric(primitive, 2)(inputs), type: 'bool' }),
    derivative: () => [undefined, undefined],
  })
