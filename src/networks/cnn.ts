import { convolution, dense, flatten, relu } from './layers/index.ts'
import type { Initialisation, Network } from './network.ts'

/**
 * The convolutional net of La-MAML on CIFAR-100: convolutions 3×3 of stride 2 and dense layers, each followed by a ReLU, and a dense
 * layer to the outputs. On 32×32 images 2560 numbers reach the first dense layer. For TinyImageNet its authors take four
 * convolutions and 640 units.
 */
export const cnn = ({
  channels = [160, 160, 160],
  hidden = [320, 320],
  initialisation = 'kaimingNormal',
}: {
  readonly channels?: readonly number[]
  readonly hidden?: readonly number[]
  readonly initialisation?: Initialisation
} = {}): Network => ({
  name: 'cnn',
  layers: [
    ...channels.flatMap((count, i) => [
      convolution({ group: `conv${i + 1}`, channels: count, kernel: 3, stride: 2, padding: 1 }),
      relu,
    ]),
    flatten,
    ...hidden.flatMap((units, i) => [dense(`dense${i + 1}`, units), relu]),
    dense('output', 'outputs'),
  ],
  initialisation,
  loss: 'crossEntropy',
})
