import { child, type Key, normals, uniforms } from '../random/index.ts'
import type { Layout, Tensor } from './layout.ts'
import type { Network } from './network.ts'

/** θ₀: the initial values of every tensor of a layout, by the network's initialisation and a key. */
export const initialise = (network: Network, layout: Layout, key: Key): readonly Float32Array[] =>
  layout.tensors.map((tensor) => {
    const size = tensor.shape.reduce((a, b) => a * b, 1)
    return tensor.role === 'bias' ? new Float32Array(size) : weights(network, tensor, size, child(key, tensor.name))
  })

const weights = (network: Network, { fanIn, fanOut }: Tensor, size: number, key: Key): Float32Array => {
  switch (network.initialisation) {
    case 'xavierUniform': {
      const bound = Math.sqrt(6 / (fanIn + fanOut))
      return Float32Array.from(uniforms(key, size), (u) => bound * (2 * u - 1))
    }
    case 'kaimingNormal': {
      const deviation = Math.sqrt(2 / fanIn)
      return Float32Array.from(normals(key, size), (z) => deviation * z)
    }
  }
}
