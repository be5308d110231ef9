import { movement } from './families/movement.ts'
import { imagesOnly, places } from './sliding.ts'

/**
 * What a window sees at each place: [n, h, w, c] → [n, rows, columns, window · c], the window row by row; zeros outside.
 * Each element of an operand is copied to every place that sees it, so its cotangent sums theirs: `unpatch`.
 */
export const patches = movement<'patches'>({
  typing: ([of], { window, strides, padding }) => {
    imagesOnly('patches', of!)
    const [n, h, w, c] = of!.shape as readonly [number, number, number, number]
    const [rows, columns] = places('patches', [h, w], { window, strides, padding })
    return { shape: [n, rows, columns, window[0] * window[1] * c], type: 'float' }
  },
  derivative: ({ inputs: [of], attributes }, ct, o) => [
    o.unpatch(ct, attributes, [of!.shape[1]!, of!.shape[2]!] as const),
  ],
  fleeting: true,
  // Images of all lanes one after the other.
  overLanes: ({ shape, attributes }, [x], count, o) => {
    const [, images, ...image] = x!.node.shape
    return o.reshape(o.patches(o.reshape(x!.node, [count * images!, ...image]), attributes), [count, ...shape])
  },
})
