export { anmlNetwork } from './anml.ts'
export { cnn } from './cnn.ts'
export { conv4, type Halving } from './conv4.ts'
export { isNetworkLike, networkFrom } from './decode.ts'
export { definitionsIn, denseGroups, isNoisy, notDense } from './every-layer.ts'
export { fitting, standing } from './fitting.ts'
export { forward, type Given, type GivenMoments, type Noise, type Point } from './forward.ts'
export { initialise } from './initialise.ts'
export { layerNamed } from './layer-named.ts'
export * as layers from './layers/builders.ts'
export {
  adopted,
  averagePool,
  type BatchMoments,
  batchNormalisation,
  convolution,
  defineLayer,
  dense,
  dropout,
  elu,
  flatten,
  gate,
  gelu,
  groupNormalisation,
  groupOf,
  kindOfLayer,
  type Layer,
  type LayerDefinition,
  type LayerOf,
  layerNormalisation,
  leakyRelu,
  type Moments,
  maxPool,
  type Own,
  type Padding,
  relu,
  residual,
  type Sides,
  sigmoid,
  softplus,
  tanh,
  type Windows,
  windowsOver,
} from './layers/index.ts'
export { type Layout, layoutOf, sizeOfLayout, vectorLayout } from './layout.ts'
export { mlp } from './mlp.ts'
export {
  type Initialisation,
  type Interface,
  initialisations,
  lossName,
  type Network,
  predictionOf,
} from './network.ts'
export { omlNetwork } from './oml.ts'
export { omlDense } from './oml-dense.ts'
export { type NamedNetwork, networkNamed, networks } from './registry.ts'
export { resNet18 } from './res-net-18.ts'
export { sizesAt } from './sizes-at.ts'
export { normalisationsOf, type RunningStatistics, runningStatistics } from './statistics.ts'
export type { Tensor } from './tensor.ts'
export { widened } from './widened.ts'
