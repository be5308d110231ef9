import type { Node, Operations } from '../../ir/index.ts'
import { type LayerOf, windowsOver } from '../../networks/index.ts'

/** Images [n, h, w, c]; those without channels have one. */
export const asImages = (o: Operations, x: Node): Node => (x.shape.length === 3 ? o.reshape(x, [...x.shape, 1]) : x)

/** Each window's patch times the filter [rows, columns, c, channels], as one product of matrices. */
export const convolution = (o: Operations, layer: LayerOf<'Convolution'>, input: Node, filter: Node): Node => {
  const x = asImages(o, input)
  const [, h = 0, w = 0] = x.shape
  const patches = o.patches(x, windowsOver([h, w], { ...layer, window: layer.kernel }))
  const [n = 0, rows = 0, columns = 0, width = 0] = patches.shape
  const product = o.matMul(o.reshape(patches, [n * rows * columns, width]), o.reshape(filter, [width, layer.channels]))
  return o.reshape(product, [n, rows, columns, layer.channels])
}
