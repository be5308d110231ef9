import { layers, type Network } from 'retain-lang'

const { dense, dropout, flatten, relu } = layers

/** Two hidden layers of which a part is left out while the network learns (Srivastava et al., JMLR 2014). */
export const dropoutNet: Network = {
  name: 'dropout-net',
  layers: [
    flatten,
    dense('hidden1', 100),
    relu,
    dropout(0.2),
    dense('hidden2', 100),
    relu,
    dropout(0.2),
    dense('output', 'outputs'),
  ],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
}
