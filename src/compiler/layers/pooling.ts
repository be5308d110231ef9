import type { Node, Operations } from '../../ir/index.ts'
import { type LayerOf, type Windows, windowsOver } from '../../networks/index.ts'
import { asImages } from './convolution.ts'

/** The cells of each window apart from the channels: [n, rows, columns, window, c]. */
const cells = (o: Operations, x: Node, windows: Windows): Node => {
  const patches = o.patches(x, windows)
  const [n = 0, rows = 0, columns = 0, width = 0] = patches.shape
  const channels = x.shape[3]!
  return o.reshape(patches, [n, rows, columns, width / channels, channels])
}

/** The largest element of each window; the padding never is. Where several are largest, they share the cotangent equally. */
export const maxPool = (o: Operations, layer: LayerOf<'MaxPool'>, input: Node): Node => {
  const x = asImages(o, input)
  const [, h = 0, w = 0] = x.shape
  const windows = windowsOver([h, w], layer)
  const seen = cells(o, x, windows)
  if (windows.padding.every((side) => side === 0)) return o.maximumOver(seen, [3])
  const inside = o.less(o.constant(0), cells(o, o.constant(1, [1, h, w, 1]), windows))
  return o.maximumOver(o.select(inside, seen, o.constant(Number.NEGATIVE_INFINITY)), [3])
}

/** The mean of each window, or of the whole image. */
export const averagePool = (o: Operations, { window, stride }: LayerOf<'AveragePool'>, input: Node): Node => {
  const x = asImages(o, input)
  const [n = 0, h = 0, w = 0, c = 0] = x.shape
  const windows =
    window === 'all'
      ? ({ window: [h, w], strides: [1, 1], padding: [0, 0, 0, 0] } as const)
      : windowsOver([h, w], { window, stride, padding: 'valid' })
  const [tall, wide] = windows.window
  const share = o.constant(1 / (tall * wide))
  return tall === h && wide === w
    ? o.multiply(o.reshape(o.sum(x, [1, 2]), [n, 1, 1, c]), share)
    : o.multiply(o.sum(cells(o, x, windows), [3]), share)
}
