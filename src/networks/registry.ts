import * as E from 'fp-ts/lib/Either.js'
import { type Fault, unknownName } from '../fault.ts'
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

/** The networks that have names. */
export const networks: readonly NamedNetwork[] = [
  { name: 'mlp', about: 'two dense layers of 100 ReLU units: 784-100-100-10 on digits', network: mlp() },
  {
    name: 'mlp-256-256',
    about: "A-GEM's dense net, 784-256-256-10 on digits; mlp-SIZES is one of any sizes, such as mlp-400-400",
    network: mlp({ hidden: [256, 256] }),
  },
  {
    name: 'mlp-256-256-256',
    about: 'the dense net of gradient reconstruction, 784-256-256-256-10 on digits',
    network: mlp({ hidden: [256, 256, 256] }),
  },
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

/** The dense net whose hidden layers have the sizes in a name such as `mlp-400-400`. */
const sized = (name: string): Network | undefined =>
  /^mlp(-[1-9]\d*)+$/.test(name) ? mlp({ hidden: name.split('-').slice(1).map(Number) }) : undefined

/** The network of that name, or a `Left` that names the nearest. */
export const networkNamed = (name: string): E.Either<Fault, Network> =>
  E.fromNullable(unknownName({ where: 'network', what: 'network', name, known: networks.map((one) => one.name) }))(
    networks.find((one) => one.name === name)?.network ?? sized(name),
  )
