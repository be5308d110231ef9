import { IllShaped } from '../ill-shaped.ts'
import { sameShape, sizeOf } from '../node.ts'
import { opaque } from './families/opaque.ts'
import { imagesOnly, places } from './sliding.ts'

/** The adjoint of `patches`: each element is added to where a patch of an image of this extent has it from. */
export const unpatch = opaque<'unpatch'>({
  typing: ([of], { window, strides, padding, extent }) => {
    imagesOnly('unpatch', of!)
    const [n, rows, columns, width] = of!.shape as readonly [number, number, number, number]
    const due = places('unpatch', extent, { window, strides, padding })
    const channels = width / (window[0] * window[1])
    if (!sameShape(due, [rows, columns]) || !Number.isInteger(channels))
      throw new IllShaped('unpatch', [of!.shape, extent, window], 'needs the patches of an image of that extent')
    return { shape: [n, ...extent, channels], type: 'float' }
  },
  flops: ({ inputs: [of] }) => sizeOf(of!.shape),
  derivative: ({ attributes }, ct, o) => [o.patches(ct, attributes)],
  overLanes: ({ shape, attributes }, [x], count, o) => {
    const [, images, ...image] = x!.node.shape
    const whole = o.unpatch(o.reshape(x!.node, [count * images!, ...image]), attributes, attributes.extent)
    return o.reshape(whole, [count, ...shape])
  },
})
