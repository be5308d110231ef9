import { createRequire } from 'node:module'
import { type Data, rate, sizes } from './network.ts'

const load = createRequire(import.meta.url)
const tf = load('@tensorflow/tfjs-core') as typeof import('@tensorflow/tfjs-core')
// What `@tensorflow/tfjs` does on import and the core's build for Node does not; the registry is one for the process.
load('@tensorflow/tfjs-core/dist/register_all_gradients.js')

/** The step as a user of TensorFlow.js writes it: variables, the tape, and an optimiser in a scope that frees what it made. */
export const idiomaticStep = ({ batch, inputs, labels, parameters }: Data): (() => void) => {
  const x = tf.tensor2d(inputs, [batch, sizes[0]])
  const y = tf.tensor2d(labels, [batch, 10])
  const theta = parameters.map((p) => tf.variable(tf.tensor(p.values, [...p.shape])))
  const optimiser = tf.train.sgd(rate)
  const layer = (below: ReturnType<typeof tf.matMul>, index: number) =>
    tf.add(tf.matMul(below, theta[2 * index] as typeof x), theta[2 * index + 1]!)
  const loss = () => {
    const hidden = [0, 1].reduce((below, index) => tf.relu(layer(below, index)), x as ReturnType<typeof tf.matMul>)
    return tf.losses.softmaxCrossEntropy(y, layer(hidden, 2)) as ReturnType<typeof tf.scalar>
  }
  return () =>
    tf.tidy(() => {
      const { grads } = tf.variableGrads(loss)
      optimiser.applyGradients(grads)
    })
}
