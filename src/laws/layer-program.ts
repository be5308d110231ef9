import * as E from 'fp-ts/lib/Either.js'
import { render } from '../fault.ts'
import { builder, gradient, halvesOf, type Node, type Operations, operations, sizeOf } from '../ir/index.ts'
import { forward, isNoisy, type Layer, layoutOf, standing } from '../networks/index.ts'

/** How many examples layers are tried on. */
const count = 3

/** What layers make of a batch, as programs of its inputs and parameters, the weights of the examples and the key of what it draws. */
export interface LayerProgram {
  readonly o: Operations
  /** The inputs, then the parameters. */
  readonly at: readonly Node[]
  readonly given: readonly Node[]
  readonly outputs: Node
  /** A curved scalar of the outputs, in which every number counts differently: the sum over examples, each by its weight. */
  readonly height: Node
  /** The derivatives of the height. */
  readonly slopes: readonly Node[]
  /** How many numbers there are in `at`. */
  readonly size: number
  /** How many of them each example has. */
  readonly each: number
}

/** Values for the nodes of `at`, from one list of all of their numbers. */
export const cut = (nodes: readonly Node[], numbers: readonly number[]): readonly (readonly number[])[] => {
  let start = 0
  return nodes.map(({ shape }) => {
    start += sizeOf(shape)
    return numbers.slice(start - sizeOf(shape), start)
  })
}

/** The words of a key for what a layer draws. */
export const keyFrom = (seed: number): readonly number[] => [...halvesOf(seed), ...halvesOf(~seed >>> 0)]

/** Layers one after the other. Those that can't stand there are an exception that says why. */
export const layersProgram = (layers: readonly Layer[], inputShape: readonly number[], seen: number): LayerProgram => {
  const network = {
    name: 'of these layers',
    layers,
    initialisation: 'kaimingNormal',
    loss: 'squaredError',
  } as const
  const between = { inputShape, outputs: seen }
  const stands = standing(network, between)
  if (E.isLeft(stands)) throw new Error(render(stands.left))
  const o = operations(builder())
  const inputs = o.build.variable('x', [count, ...inputShape])
  const parameters = layoutOf(network, between).tensors.map(({ name, shape }) => o.build.variable(name, shape))
  const weights = o.build.variable('weights', [count])
  const key = o.build.variable('key', [4])
  const drawn = isNoisy(network)
    ? { noise: (place: number, draw: number, shape: readonly number[]) => o.philox(key, shape, [0, place, draw, 0]) }
    : {}
  const { outputs } = forward(o, { network, parameters, inputs, weights, ...drawn })
  const wave = o.multiply(o.sine(outputs), o.exponential(o.multiply(outputs, o.constant(-0.5))))
  const examples = o.sum(o.reshape(wave, [count, sizeOf(outputs.shape) / count]), [1])
  const height = o.sum(o.multiply(weights, examples))
  const at = [inputs, ...parameters]
  return {
    o,
    at,
    given: [...at, weights, key],
    outputs,
    height,
    slopes: gradient(o, height, at),
    size: at.reduce((total, { shape }) => total + sizeOf(shape), 0),
    each: sizeOf(inputShape),
  }
}

/** Σ ⟨a, v⟩ for lists of numbers v that are given beside. */
export const along = (
  o: Operations,
  nodes: readonly Node[],
): { readonly sum: Node; readonly directions: readonly Node[] } => {
  const directions = nodes.map(({ shape }) => o.build.variable('v', shape))
  return { directions, sum: nodes.map((node, i) => o.sum(o.multiply(node, directions[i]!))).reduce(o.add) }
}
