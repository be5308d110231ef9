import { mlp } from './mlp.ts'
import type { Network } from './network.ts'

/** A network that can be asked for by its name. */
export interface NamedNetwork {
  readonly name: string
  readonly about: string
  readonly network: Network
}

/** Every network that benchmarks and the command line can name. */
export const networks: readonly NamedNetwork[] = [
  { name: 'mlp', about: 'two dense layers of 100 ReLU units: 784-100-100-10 on digits', network: mlp() },
]
