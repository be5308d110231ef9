import { convolution, dense, flatten, relu } from './layers/index.ts'
import type { Padding } from './layers/windows.ts'
import type { Network } from './network.ts'

const strides = [2, 1, 2, 1, 2, 2]

/**
 * The net of OML: six convolutions 3 × 3 with ReLUs, the groups `representation.conv1` to `.conv6`, which are what is meta-learned; and one
 * dense layer, the group `output`, which is what learns a stream. Its authors have 256 channels on 84 × 84 without padding, 2304
 * features; unless told otherwise it has a quarter of the channels, and padding, so that 28 × 28 leave 2 × 2 places.
 *
 * @source K. Javed and M. White, Meta-Learning Representations for Continual Learning, NeurIPS 2019, and its code (`oml/nn.py`)
 * @deviation the paper's learning network has two layers; its code, since July 2020, one
 */
export const omlNetwork = ({
  channels = 64,
  padding = 1,
}: {
  readonly channels?: number
  readonly padding?: Padding
} = {}): Network => ({
  name: 'oml',
  layers: [
    ...strides.flatMap((stride, i) => [
      convolution({ group: `representation.conv${i + 1}`, channels, kernel: 3, stride, padding }),
      relu,
    ]),
    flatten,
    dense('output', 'outputs'),
  ],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})
