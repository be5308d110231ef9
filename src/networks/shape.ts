import type { Layer } from './network.ts'
import { placesOf, windowsOver } from './windows.ts'

type Shape = readonly number[]

/** One example as an image [h, w, c]: an image without channels has one. */
export const asImage = (shape: Shape): readonly [number, number, number] => [
  shape[0] ?? 0,
  shape[1] ?? 0,
  shape[2] ?? 1,
]

/** The shape of one example after a layer, given its shape before; `fitting` tells whether they meet. */
export const shapeAfter = (layer: Layer, shape: Shape, outputs: number): Shape => {
  switch (layer._tag) {
    case 'Flatten':
      return [shape.reduce((a, b) => a * b, 1)]
    case 'Dense':
      return [layer.units === 'outputs' ? outputs : layer.units]
    case 'Activation':
    case 'BatchNormalisation':
      return shape
    case 'Convolution': {
      const [h, w] = asImage(shape)
      return [...placesOf([h, w], windowsOver([h, w], { ...layer, window: layer.kernel })), layer.channels]
    }
    case 'MaxPool': {
      const [h, w, c] = asImage(shape)
      return [...placesOf([h, w], windowsOver([h, w], layer)), c]
    }
    case 'AveragePool': {
      const [h, w, c] = asImage(shape)
      const { window } = layer
      return window === 'all'
        ? [1, 1, c]
        : [...placesOf([h, w], windowsOver([h, w], { window, stride: layer.stride, padding: 'valid' })), c]
    }
    case 'Residual':
      return layer.body.reduce((so, inner) => shapeAfter(inner, so, outputs), shape)
  }
}
