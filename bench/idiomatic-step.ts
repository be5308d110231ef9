import type { Contestant } from './compare.ts'
import { type Data, rate, sizes } from './network.ts'
import { lossOf, tf } from './tfjs.ts'

/** The step as a user of TensorFlow.js writes it: variables, the tape, and an optimiser in a scope that frees what it made. */
export const idiomaticStep = ({ batch, inputs, labels, parameters }: Data): Contestant => {
  const x = tf.tensor2d(inputs, [batch, sizes[0]])
  const y = tf.tensor2d(labels, [batch, 10])
  const theta = parameters.map((p) => tf.variable(tf.tensor(p.values, [...p.shape])))
  const optimiser = tf.train.sgd(rate)
  return {
    step: () =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => lossOf(theta, x, y), theta)
        optimiser.applyGradients(grads)
      }),
    parameters: () => Promise.all(theta.map((variable) => variable.data())),
  }
}
