import {
  averagePool,
  batchNormalisation,
  convolution,
  dense,
  flatten,
  type Layer,
  relu,
  residual,
  type Statistics,
} from './layers/index.ts'
import type { Initialisation, Network } from './network.ts'

interface Unit {
  readonly group: string
  readonly channels: number
  readonly kernel: number
  readonly stride: number
}

/** A convolution without bias and its normalisation, which has one. */
const normalised = ({ group, ...rest }: Unit, statistics: Statistics): readonly Layer[] => [
  convolution({ group, ...rest, padding: (rest.kernel - 1) / 2, bias: false }),
  batchNormalisation(`${group}.norm`, statistics),
]

/** Two convolutions 3×3 beside a shortcut, which is a convolution 1×1 where the shape changes. */
const block = (
  group: string,
  channels: number,
  stride: number,
  changes: boolean,
  statistics: Statistics,
): readonly Layer[] => [
  residual({
    body: [
      ...normalised({ group: `${group}.conv1`, channels, kernel: 3, stride }, statistics),
      relu,
      ...normalised({ group: `${group}.conv2`, channels, kernel: 3, stride: 1 }, statistics),
    ],
    shortcut: changes ? normalised({ group: `${group}.shortcut`, channels, kernel: 1, stride }, statistics) : [],
  }),
  relu,
]

/**
 * The reduced residual net of GEM: a convolution, four stages of two blocks with 20, 40, 80 and 160 channels, each but the
 * first halving the image, the mean of each 4×4 window, and a dense layer to the outputs.
 */
export const resNet18 = ({
  filters = 20,
  statistics = { momentum: 0.1 },
  initialisation = 'fanInUniform',
}: {
  readonly filters?: number
  readonly statistics?: Statistics
  readonly initialisation?: Initialisation
} = {}): Network => ({
  name: 'resNet18',
  layers: [
    ...normalised({ group: 'conv', channels: filters, kernel: 3, stride: 1 }, statistics),
    relu,
    ...[0, 1, 2, 3].flatMap((stage) => {
      const channels = filters * 2 ** stage
      const named = (part: number): string => `stage${stage + 1}.block${part}`
      return [
        ...block(named(1), channels, stage === 0 ? 1 : 2, stage > 0, statistics),
        ...block(named(2), channels, 1, false, statistics),
      ]
    }),
    averagePool(4),
    flatten,
    dense('output', 'outputs'),
  ],
  initialisation,
  loss: 'crossEntropy',
})
