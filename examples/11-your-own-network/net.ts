import { defineLayer, layers, type Network } from 'retain'

const { dense, flatten, relu } = layers

/** yⱼ = s cos∠(x, wⱼ): a head by angles, whatever the length of features and weights; s is learned. */
export const cosine = defineLayer<{ readonly group: string; readonly start: number }>({
  name: 'cosine',
  misfit: ({ start }, { shape }) =>
    shape.length === 1 && start > 0
      ? undefined
      : { rule: 'a cosine takes vectors, and starts above 0', got: `[${shape}], ${start}` },
  shapeAfter: (_, { outputs }) => [outputs],
  tensors: (_, { shape: [width = 0], outputs }) => ({
    weight: { shape: [width, outputs], role: 'weight', fanIn: width, fanOut: outputs },
    scale: { shape: [1], role: 'scale' },
  }),
  forward: ({ start }, { o, value, parameters: { weight, scale } }) => {
    const lengths = (x: typeof value, axis: number) =>
      o.squareRoot(o.add(o.sum(o.multiply(x, x), [axis]), o.constant(1e-6)))
    const [n = 0] = value.shape
    const unit = o.divide(value, o.reshape(lengths(value, 1), [n, 1]))
    return o.multiply(o.multiply(o.constant(start), scale!), o.matMul(unit, o.divide(weight!, lengths(weight!, 0))))
  },
})

const net = (name: string, head: Network['layers'][number]): Network => ({
  name,
  layers: [flatten, dense('first', 100), relu, dense('second', 100), relu, head],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
})

export const products = net('products', dense('output', 'outputs'))
export const angles = net('angles', cosine({ group: 'output', start: 16 }))

export default angles
