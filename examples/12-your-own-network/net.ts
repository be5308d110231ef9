import * as R from 'retain-lang'

const { dense, flatten, relu } = R.layers

/** Cross-entropy among the classes that a batch has: the outputs of others are neither raised nor lowered. */
export const amongPresent = R.defineLoss({
  name: 'among the present',
  predicts: 'classes',
  of: (outputs, targets, batch) => {
    const present = R.timesRows<1, 'outputs'>(R.like(R.field(batch, 'weight'), 1), R.classesIn(batch))
    const logits = R.select(R.less(0, present), outputs, -1e9)
    return R.meanOver(batch, R.subtract(R.logSumExp(logits), R.sumAlong(R.multiply(targets, outputs))))
  },
})

/** yⱼ = s cos∠(x, wⱼ): a head by angles, whatever the length of features and weights; s is learned. */
export const cosine = R.defineLayer<{ readonly group: string; readonly start: number }>({
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

const net = (name: string, head: R.Network['layers'][number]): R.Network => ({
  name,
  layers: [flatten, dense('first', 100), relu, dense('second', 100), relu, head],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
})

export const products = net('products', dense('output', 'outputs'))
export const angles = net('angles', cosine({ group: 'output', start: 16 }))

export default { ...angles, loss: amongPresent }
