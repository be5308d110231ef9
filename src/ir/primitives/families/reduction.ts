import { IllShaped } from '../../ill-shaped.ts'
import { sizeOf } from '../../node.ts'
import { without } from '../axes.ts'
import type { Definition } from '../definition.ts'
import { numbersOnly } from '../numbers-only.ts'
import { type Follows, followed, keepsSize } from './movement.ts'
import { opaque } from './opaque.ts'

/** What folds elements over axes, each a different dimension of the operand; n into m takes n − m operations. */
export const reduction = <P extends 'sum' | 'maximumOver'>(
  primitive: P,
  {
    follows,
    ...own
  }: Pick<Definition<P>, 'derivative'> & Partial<Pick<Definition<P>, 'simpler'>> & { readonly follows?: Follows<P> },
): Definition<P> =>
  opaque<P>({
    typing: ([of], { axes }) => {
      numbersOnly(primitive, [of!])
      if (new Set(axes).size !== axes.length || axes.some((axis) => of!.shape[axis] === undefined))
        throw new IllShaped(primitive, [of!.shape, axes], 'the second must be different dimensions of the first')
      return { shape: without(of!.shape, axes), type: 'float' }
    },
    flops: ({ shape, inputs: [of] }) => Math.max(0, sizeOf(of!.shape) - sizeOf(shape)),
    // Over extents of 1 there is nothing to fold.
    renames: keepsSize,
    overLanes: ({ attributes: { axes } }, [of], _, o) =>
      o[primitive](
        of!.node,
        axes.map((axis) => axis + 1),
      ),
    ...followed(follows),
    ...own,
  })
