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
  readonly activation?: 'relu' | 'tanh'
  readonly initialisation?: Initialisation
  readonly loss?: Network['loss']
} = {}): Network => ({
  name: 'mlp',
  layers: [
    { _tag: 'Flatten' },
    ...hidden.flatMap((units, i) => [
      { _tag: 'Dense', group: `layer${i + 1}`, units } as const,
      { _tag: 'Activation', activation } as const,
    ]),
    { _tag: 'Dense', group: 'output', units: 'outputs' },
  ],
  initialisation,
  loss,
})
