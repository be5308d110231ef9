import { type Activation, dense, flatten } from './layers/index.ts'
import type { Initialisation, Network } from './network.ts'

/**
 * A multilayer perceptron: dense layers of the given sizes, each followed by the activation, and a dense layer to the
 * outputs. Unless told otherwise the net of the papers: two layers of 100 ReLU units (784-100-100-10 on digits).
 */
export const mlp = ({
  hidden = [100, 100],
  activation = 'relu',
  initialisation = 'xavierUniform',
  loss = 'crossEntropy',
}: {
  readonly hidden?: readonly number[]
  readonly activation?: Activation['activation']
  readonly initialisation?: Initialisation
  readonly loss?: Network['loss']
} = {}): Network => ({
  name: 'mlp',
  layers: [
    flatten,
    ...hidden.flatMap((units, i) => [dense(`layer${i + 1}`, units), { _tag: 'Activation', activation } as const]),
    dense('output', 'outputs'),
  ],
  initialisation,
  loss,
})
