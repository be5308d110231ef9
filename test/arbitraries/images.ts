import fc from 'fast-check'
import type { Shape, Sliding } from '../../src/ir/index.ts'

/** The shape of some images, and a window that moves over them. */
export interface Frame {
  readonly images: readonly [number, number, number, number]
  readonly sliding: Sliding
}

const extent = (most: number) => fc.integer({ min: 1, max: most })

/** Along one dimension: the extent, the window, its stride, and padding less than the window, into which it fits. */
const line = fc.record({ window: extent(3), stride: extent(3) }).chain(({ window, stride }) =>
  fc
    .record({ before: fc.nat(window - 1), after: fc.nat(window - 1), more: fc.nat(4) })
    .map(({ before, after, more }) => ({
      window,
      stride,
      before,
      after,
      extent: Math.max(1, window - before - after) + more,
    })),
)

export const frame: fc.Arbitrary<Frame> = fc.tuple(extent(2), line, line, extent(3)).map(([n, down, across, c]) => ({
  images: [n, down.extent, across.extent, c],
  sliding: {
    window: [down.window, across.window],
    strides: [down.stride, across.stride],
    padding: [down.before, down.after, across.before, across.after],
  },
}))

/** In how many places the window is, counted one by one. */
export const placesIn = ({ images: [, h, w], sliding: { window, strides, padding } }: Frame): readonly number[] => {
  const count = (extent: number, window: number, stride: number): number =>
    Array.from({ length: extent }, (_, at) => at).filter((at) => at % stride === 0 && at + window <= extent).length
  return [
    count(h + padding[0] + padding[1], window[0], strides[0]),
    count(w + padding[2] + padding[3], window[1], strides[1]),
  ]
}

/** The shape of the patches of a frame. */
export const patchesIn = (of: Frame): Shape => {
  const [n, , , c] = of.images
  return [n, ...placesIn(of), of.sliding.window[0] * of.sliding.window[1] * c]
}
