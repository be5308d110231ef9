import type { Node, Operations } from '../ir/index.ts'
import type { Network } from '../networks/index.ts'

/** A batch on the device: inputs [n, …], targets [n, outputs], weights [n]. */
export interface BatchNodes {
  readonly inputs: Node
  readonly targets: Node
  readonly weights: Node
}

/** The outputs [n, k] of a network on inputs [n, …]. */
export const forward = (o: Operations, network: Network, parameters: readonly Node[], inputs: Node): Node => {
  const [n, ...rest] = inputs.shape
  return network.layers.reduce(
    (so, layer) => {
      switch (layer._tag) {
        case 'Flatten':
          return { ...so, value: o.reshape(inputs, [n!, rest.reduce((a, b) => a * b, 1)]) }
        case 'Dense': {
          const [weight, bias] = so.left
          return { value: o.add(o.matMul(so.value, weight!), bias!), left: so.left.slice(2) }
        }
        case 'Activation':
          return { ...so, value: layer.activation === 'relu' ? o.maximum(so.value, o.constant(0)) : o.tanh(so.value) }
      }
    },
    { value: inputs, left: parameters },
  ).value
}

/** log Σⱼ exp zⱼ for each row, [n, k] → [n, 1], shifted by the largest so that nothing overflows. */
const logSumExp = (o: Operations, logits: Node): Node => {
  const rows = logits.shape[0]!
  const shift = o.stopGradient(o.reshape(o.maximumOver(logits, [1]), [rows, 1]))
  return o.add(o.logarithm(o.reshape(o.sum(o.exponential(o.subtract(logits, shift)), [1]), [rows, 1])), shift)
}

/** Σᵢ wᵢ aᵢ / Σᵢ wᵢ, and 0 where no example counts. */
const weightedMean = (o: Operations, values: Node, weights: Node): Node => {
  const whole = o.sum(weights)
  const none = o.equal(whole, o.constant(0))
  return o.divide(o.sum(o.multiply(weights, values)), o.select(none, o.constant(1), whole))
}

/** The mean loss of a network on a batch. */
export const lossOn = (o: Operations, network: Network, parameters: readonly Node[], batch: BatchNodes): Node => {
  const outputs = forward(o, network, parameters, batch.inputs)
  const rows = outputs.shape[0]!
  switch (network.loss) {
    case 'crossEntropy': {
      const surprise = o.subtract(
        o.reshape(logSumExp(o, outputs), [rows]),
        o.sum(o.multiply(batch.targets, outputs), [1]),
      )
      return weightedMean(o, surprise, batch.weights)
    }
    case 'squaredError': {
      const apart = o.subtract(outputs, batch.targets)
      return weightedMean(o, o.multiply(o.constant(0.5), o.sum(o.multiply(apart, apart), [1])), batch.weights)
    }
  }
}

/** The mean over a batch of ‖f(x)‖². */
export const squaredOutputNorm = (
  o: Operations,
  network: Network,
  parameters: readonly Node[],
  batch: BatchNodes,
): Node => {
  const outputs = forward(o, network, parameters, batch.inputs)
  return weightedMean(o, o.sum(o.multiply(outputs, outputs), [1]), batch.weights)
}

/** One-hot targets sampled from the softmax of the outputs, by the Gumbel-max rule on uniform numbers [n, k]. */
export const sampledTargets = (
  o: Operations,
  network: Network,
  parameters: readonly Node[],
  inputs: Node,
  uniform: Node,
): Node => {
  const outputs = forward(o, network, parameters, inputs)
  const score = o.subtract(outputs, o.logarithm(o.negate(o.logarithm(uniform))))
  const best = o.reshape(o.maximumOver(score, [1]), [outputs.shape[0]!, 1])
  return o.stopGradient(o.select(o.equal(score, o.broadcast(best, score.shape)), o.constant(1), o.constant(0)))
}
