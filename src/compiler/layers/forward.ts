import type { Node, Operations } from '../../ir/index.ts'
import type { Layer, Network } from '../../networks/index.ts'
import { convolution } from './convolution.ts'
import { type BatchMoments, type Moments, momentsOf, normalised } from './normalisation.ts'
import { averagePool, maxPool } from './pooling.ts'

/** What a forward pass is given. */
export interface Given {
  readonly network: Network
  readonly parameters: readonly Node[]
  /** [n, …] */
  readonly inputs: Node
  /** How much each example counts in the statistics of the batch, [n]; 1 unless given. */
  readonly weights?: Node
  /** What normalisations with running statistics use in place of the batch's: mean and variance of each, in order. */
  readonly running?: readonly Node[]
}

/** How far a pass has come: a value, and what is left for the layers above. */
interface Pass {
  readonly value: Node
  readonly parameters: readonly Node[]
  readonly running: readonly Node[] | undefined
  /** The moments of the batch at every normalisation with running statistics. */
  readonly seen: readonly BatchMoments[]
}

const running = ([mean, variance]: readonly Node[]): Moments => ({ mean: mean!, variance: variance! })

const apply =
  (o: Operations, weights: Node) =>
  (so: Pass, layer: Layer): Pass => {
    const { value, parameters } = so
    switch (layer._tag) {
      case 'Flatten':
        return { ...so, value: o.reshape(value, [value.shape[0]!, value.shape.slice(1).reduce((a, b) => a * b, 1)]) }
      case 'Dense': {
        const [weight, bias, ...left] = parameters
        return { ...so, value: o.add(o.matMul(value, weight!), bias!), parameters: left }
      }
      case 'Activation':
        return { ...so, value: layer.activation === 'relu' ? o.maximum(value, o.constant(0)) : o.tanh(value) }
      case 'Convolution': {
        const [filter, ...left] = parameters
        const product = convolution(o, layer, value, filter!)
        return layer.bias
          ? { ...so, value: o.add(product, left[0]!), parameters: left.slice(1) }
          : { ...so, value: product, parameters: left }
      }
      case 'MaxPool':
        return { ...so, value: maxPool(o, layer, value) }
      case 'AveragePool':
        return { ...so, value: averagePool(o, layer, value) }
      case 'BatchNormalisation': {
        const [scale, shift, ...left] = parameters
        if (layer.statistics !== 'batch' && so.running !== undefined)
          return {
            ...so,
            value: normalised(o, value, running(so.running), scale!, shift!),
            parameters: left,
            running: so.running.slice(2),
          }
        const moments = momentsOf(o, value, weights)
        return {
          ...so,
          value: normalised(o, value, moments, scale!, shift!),
          parameters: left,
          seen: layer.statistics === 'batch' ? so.seen : [...so.seen, moments],
        }
      }
      case 'Residual': {
        const body = layer.body.reduce(apply(o, weights), so)
        const shortcut = layer.shortcut.reduce(apply(o, weights), { ...body, value })
        return { ...shortcut, value: o.add(body.value, shortcut.value) }
      }
    }
  }

/** The outputs [n, k] of a network, and the moments of this batch where the network has running ones. */
export const forward = (
  o: Operations,
  { network, parameters, inputs, weights, running }: Given,
): { readonly outputs: Node; readonly seen: readonly BatchMoments[] } => {
  const counted = weights ?? o.constant(1, [inputs.shape[0]!])
  const start: Pass = { value: inputs, parameters, running, seen: [] }
  const { value, seen } = network.layers.reduce(apply(o, counted), start)
  return { outputs: value, seen }
}
