import { dense, flatten, type Layer, relu } from './layers/index.ts'
import type { Network } from './network.ts'

const hidden = (within: string, layers: number, width: number): readonly Layer[] =>
  Array.from({ length: layers }, (_, i) => [dense(`${within}.layer${i + 1}`, width), relu]).flat()

/**
 * The dense net of OML for functions: six layers of ReLU units, the groups `representation.layer1` to `.layer6`, which are what is
 * meta-learned; and two layers, the groups `output.layer1` and `output.layer2`, which are what learns a stream. Its authors have layers of
 * 300 units; unless told otherwise it has a quarter.
 *
 * @source K. Javed and M. White, Meta-Learning Representations for Continual Learning, NeurIPS 2019, section 4.2
 * @deviation its code has five layers of 400 before one that learns: `learning: 1, representation: 5, width: 400`
 */
export const omlDense = ({
  width = 75,
  representation = 6,
  learning = 2,
}: {
  readonly width?: number
  /** How many layers are meta-learned. */
  readonly representation?: number
  /** How many layers learn a stream, the last of which makes the outputs. */
  readonly learning?: number
} = {}): Network => ({
  name: 'oml-dense',
  layers: [
    flatten,
    ...hidden('representation', representation, width),
    ...hidden('output', learning - 1, width),
    dense(`output.layer${learning}`, 'outputs'),
  ],
  initialisation: 'kaimingNormal',
  loss: 'squaredError',
})
