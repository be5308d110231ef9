import { batchNormalisation, convolution, dense, flatten, type Layer, maxPool, relu } from './layers/index.ts'
import type { Initialisation, Network } from './network.ts'

/** How a block halves the image: by steps of two of its convolution, or by the largest of each 2 × 2. */
export type Halving = 'stride' | 'pool'

const block = (group: string, channels: number, halving: Halving): readonly Layer[] => [
  convolution({ group, channels, kernel: 3, stride: halving === 'stride' ? 2 : 1, padding: 1, bias: false }),
  batchNormalisation(`${group}.norm`, 'batch'),
  relu,
  ...(halving === 'pool' ? [maxPool(2)] : []),
]

/**
 * Conv-4, the net of few-shot learning: four convolutions 3 × 3 of as many filters, each with batch normalisation by the inputs of its own
 * batch, a ReLU, and half the image; a dense layer to the outputs. The papers have 64 filters (32 on miniImageNet); unless told
 * otherwise it has a quarter. On 28 × 28 the last block has 2 × 2 places by strides, one by pooling.
 *
 * @source C. Finn, P. Abbeel and S. Levine, MAML, ICML 2017 (strides, on Omniglot); A. Antoniou et al., MAML++, ICLR 2019, and M. Caccia
 * et al., OSAKA, NeurIPS 2020 (pooling)
 */
export const conv4 = ({
  filters = 16,
  halving = 'stride',
  initialisation = 'xavierUniform',
}: {
  readonly filters?: number
  readonly halving?: Halving
  readonly initialisation?: Initialisation
} = {}): Network => ({
  name: 'conv4',
  layers: [
    ...['conv1', 'conv2', 'conv3', 'conv4'].flatMap((group) => block(group, filters, halving)),
    flatten,
    dense('output', 'outputs'),
  ],
  initialisation,
  loss: 'crossEntropy',
})
