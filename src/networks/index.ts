export { cnn } from './cnn.ts'
export { fitting } from './fitting.ts'
export { initialise } from './initialise.ts'
export { averagePool, batchNormalisation, convolution, maxPool, relu, residual } from './layers.ts'
export { type Layout, layoutOf, sizeOfLayout, type Tensor, vectorLayout } from './layout.ts'
export { mlp } from './mlp.ts'
export {
  type Initialisation,
  type Interface,
  initialisations,
  type Layer,
  type LayerOf,
  type Network,
  type Padding,
  type Sides,
} from './network.ts'
export { type NamedNetwork, networkNamed, networks } from './registry.ts'
export { resNet18 } from './res-net-18.ts'
export { normalisationsOf, type RunningStatistics, runningStatistics } from './statistics.ts'
export { widened } from './widened.ts'
export { type Windows, windowsOver } from './windows.ts'
