import * as E from 'fp-ts/lib/Either.js'
import { type Fault, unknownName } from '../fault.ts'
import { anmlNetwork } from './anml.ts'
import { cnn } from './cnn.ts'
import { conv4 } from './conv4.ts'
import { mlp } from './mlp.ts'
import type { Network } from './network.ts'
import { omlNetwork } from './oml.ts'
import { omlDense } from './oml-dense.ts'
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
  {
    name: 'conv4',
    about:
      'the net of few-shot learning: four convolutions of 16 filters; conv4-64 is that of MAML, conv4-pool-FILTERS pools',
    network: conv4(),
  },
  {
    name: 'oml',
    about:
      "OML's net: a representation of six convolutions of 64 channels, one layer that learns; oml-256 is the paper's",
    network: omlNetwork(),
  },
  {
    name: 'oml-dense',
    about:
      "OML's net for functions: six dense layers of 75 units, two that learn; oml-dense-300 is the paper's, oml-dense-300-1 has one that learns",
    network: omlDense(),
  },
  {
    name: 'anml',
    about: "ANML's net for 28 × 28: 64 channels gated by 28 beside them; anml-256 is the paper's",
    network: anmlNetwork(),
  },
]

/** Networks whose names say their sizes, such as `mlp-400-400` and `conv4-64`: the number of numbers in a name, and what they make. */
const sizes: Readonly<Record<string, (numbers: readonly number[]) => Network | undefined>> = {
  mlp: (hidden) => mlp({ hidden }),
  conv4: ([filters, ...more]) => (more.length > 0 ? undefined : conv4({ filters: filters! })),
  'conv4-pool': ([filters, ...more]) => (more.length > 0 ? undefined : conv4({ filters: filters!, halving: 'pool' })),
  oml: ([channels, ...more]) => (more.length > 0 ? undefined : omlNetwork({ channels: channels! })),
  'oml-dense': ([width, learning = 2, ...more]) =>
    more.length > 0 ? undefined : omlDense({ width: width!, learning }),
  anml: ([channels, ...more]) => (more.length > 0 ? undefined : anmlNetwork({ channels: channels! })),
}

/** The network whose sizes are in its name. */
const sized = (name: string): Network | undefined => {
  const [, kind = '', numbers = ''] = /^(.+?)((?:-[1-9]\d*)+)$/.exec(name) ?? []
  return Object.hasOwn(sizes, kind) ? sizes[kind]!(numbers.slice(1).split('-').map(Number)) : undefined
}

/** The network of that name, or a `Left` that names the nearest. */
export const networkNamed = (name: string): E.Either<Fault, Network> =>
  E.fromNullable(unknownName({ where: 'network', what: 'network', name, known: networks.map((one) => one.name) }))(
    networks.find((one) => one.name === name)?.network ?? sized(name),
  )
