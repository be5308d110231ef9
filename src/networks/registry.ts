import { cnn } from './cnn.ts'
import { mlp } from './mlp.ts'
import type { Network } from './network.ts'
import { resNet18 } from './res-net-18.ts'

/** A network that can be asked for by its name. */
export interface NamedNetwork {
  readonly name: string
  readonly about: string
  readonly network: Network
}

/** Every network that benchmarks and the command line can name. */
export const networks: readonly NamedNetwork[] = [
  { name: 'mlp', about: 'two dense layers of 100 ReLU units: 784-100-100-10 on digits', network: mlp() },
  {
    name: 'cnn',
    about: 'the net of La-MAML: three convolutions of 160 channels, two dense layers of 320',
    network: cnn(),
  },
  {
    name: 'resNet18',
    about: "GEM's reduced residual net: 20 to 160 channels, batch normalisation with running statistics",
    network: resNet18(),
  },
]
