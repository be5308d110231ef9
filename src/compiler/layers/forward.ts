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
  /** What each normalisation uses, in the order of a pass; where it is `undefined`, the moments of the batch itself. */
  readonly moments?: Statistics
}

/** The moments of each normalisation of a network, in the order of a forward pass, as far as they are given. */
export type Statistics = readonly (Moments | undefined)[]

/** How far a pass has come: a value, and what is left for the layers above. */
interface Pass {
  readonly value: Node
  readonly parameters: readonly Node[]
  readonly moments: Statistics
  readonly seen: readonly (BatchMoments | undefined)[]
}

const apply =
  (o: Operations, weights: Node | undefined) =>
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
        const [given, ...moments] = so.moments
        const own = given === undefined ? momentsOf(o, value, weights ?? o.constant(1, [value.shape[0]!])) : undefined
        return {
          value: normalised(o, value, given ?? own!, scale!, shift!, weights),
          parameters: left,
          moments,
          seen: [...so.seen, own],
        }
      }
      case 'Residual': {
        const body = layer.body.reduce(apply(o, weights), so)
        const shortcut = layer.shortcut.reduce(apply(o, weights), { ...body, value })
        return { ...shortcut, value: o.add(body.value, shortcut.value) }
      }
    }
  }

/** The outputs [n, k] of a network, and the moments of this batch at each normalisation that uses them. */
export const forward = (
  o: Operations,
  { network, parameters, inputs, weights, moments = [] }: Given,
): { readonly outputs: Node; readonly seen: readonly (BatchMoments | undefined)[] } => {
  const start: Pass = { value: inputs, parameters, moments, seen: [] }
  const { value, seen } = network.layers.reduce(apply(o, weights), start)
  return { outputs: value, seen }
}
