import { child, type Key, normals, uniforms } from '../random/index.ts'
import type { Layout } from './layout.ts'
import type { Network } from './network.ts'
import type { Tensor } from './tensor.ts'

/** θ₀: the initial values of every tensor of a layout, by the network's initialisation and a key. */
export const initialise = (network: Network, layout: Layout, key: Key): readonly Float32Array[] =>
  layout.tensors.map((tensor) => start(network, tensor, child(key, tensor.name)))

const start = (network: Network, tensor: Tensor, key: Key): Float32Array => {
  const size = tensor.shape.reduce((a, b) => a * b, 1)
  switch (tensor.role) {
    case 'scale':
      return new Float32Array(size).fill(1)
    case 'shift':
      return new Float32Array(size)
    case 'bias':
      return network.initialisation === 'fanInUniform' ? weights(network, tensor, size, key) : new Float32Array(size)
    case 'weight':
      return weights(network, tensor, size, key)
  }
}

/** Each number by a rule, rounded. `Float32Array.from` would go through them one by one, ten times as long. */
const mapped = (numbers: Float64Array, rule: (number: number) => number): Float32Array =>
  new Float32Array(numbers.map(rule))

/** U(−bound, bound). */
const within = (bound: number, size: number, key: Key): Float32Array =>
  mapped(uniforms(key, size), (u) => bound * (2 * u - 1))

const weights = (network: Network, { fanIn, fanOut }: Tensor, size: number, key: Key): Float32Array => {
  switch (network.initialisation) {
    case 'xavierUniform':
      return within(Math.sqrt(6 / (fanIn + fanOut)), size, key)
    case 'fanInUniform':
      return within(1 / Math.sqrt(fanIn), size, key)
    case 'kaimingNormal': {
      const deviation = Math.sqrt(2 / fanIn)
      return mapped(normals(key, size), (z) => deviation * z)
    }
  }
}
