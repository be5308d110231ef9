import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

export const tf = load('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core')
// What `@tensorflow/tfjs` does on import and the core's build for Node does not; the registry is one for the process.
load('@tensorflow/tfjs-core/dist/register_all_gradients.js')

export type Tensor = ReturnType<typeof tf.add>
type Scalar = ReturnType<typeof tf.scalar>

/** Mean softmax cross-entropy of the net with these weights and biases. */
export const lossOf = (parameters: readonly Tensor[], x: Tensor, y: Tensor): Scalar => {
  const layer = (below: Tensor, index: number): Tensor =>
    tf.add(tf.matMul(below, parameters[2 * index]!), parameters[2 * index + 1]!)
  const hidden = [0, 1].reduce((below, index) => tf.relu(layer(below, index)), x)
  return tf.losses.softmaxCrossEntropy(y, layer(hidden, 2)) as Scalar
}
