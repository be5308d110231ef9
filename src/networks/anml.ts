import {
  convolution,
  dense,
  flatten,
  gate,
  groupNormalisation,
  type Layer,
  maxPool,
  relu,
  sigmoid,
} from './layers/index.ts'
import type { Network } from './network.ts'

/** Three convolutions, each normalised, with a ReLU; the first two with the largest of each 2 × 2. */
const convolutions = (within: string, channels: number): readonly Layer[] => [
  ...[1, 2, 3].flatMap((place) => [
    convolution({ group: `${within}.conv${place}`, channels, kernel: 3, padding: 'valid', bias: false }),
    groupNormalisation(`${within}.conv${place}.norm`, channels),
    relu,
    ...(place < 3 ? [maxPool(2)] : []),
  ]),
  flatten,
]

/** How many channels the neuromodulator has to the 256 of the net that it gates. */
const share = 112 / 256

/**
 * The net of ANML: three convolutions that make features, and beside them a smaller net of the same form whose sigmoids gate these, one a
 * feature; a dense layer to the outputs. The groups are those of `prediction`, of `neuromodulator`, and `output`. Its authors have
 * 256 channels and 112 beside them, 2304 features on 28 × 28; unless told otherwise it has a quarter, 64 and 28.
 *
 * @param features how many numbers are gated: 9 places of each channel on 28 × 28
 * @source S. Beaulieu et al., Learning to Continually Learn, ECAI 2020, and its code (`model/modelfactory.py`)
 * @deviation the source normalises by the moments of a batch that is always one image; here it is instance normalisation, which is
 * that of an image whatever else is in its batch
 */
export const anmlNetwork = ({
  channels = 64,
  features = 9 * channels,
}: {
  readonly channels?: number
  readonly features?: number
} = {}): Network => ({
  name: 'anml',
  layers: [
    gate({
      body: convolutions('prediction', channels),
      branch: [
        ...convolutions('neuromodulator', Math.max(1, Math.round(share * channels))),
        dense('neuromodulator.gates', features),
        sigmoid,
      ],
    }),
    dense('output', 'outputs'),
  ],
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})
