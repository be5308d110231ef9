export { type Activation, elu, gelu, leakyRelu, relu, sigmoid, softplus, tanh } from './activation.ts'
export { averagePool } from './average-pool.ts'
export { adopted, batchNormalisation } from './batch-normalisation.ts'
export { convolution } from './convolution.ts'
export { dense } from './dense.ts'
export { dropout } from './dropout.ts'
export { flatten } from './flatten.ts'
export { gate } from './gate.ts'
export { groupNormalisation } from './group-normalisation.ts'
export { layerNormalisation } from './layer-normalisation.ts'
export { maxPool } from './max-pool.ts'
export type { BatchMoments, Moments } from './moments.ts'
export { type Definition, defineLayer, type LayerDefinition, type Own } from './own.ts'
export { residual } from './residual.ts'
export {
  counts,
  type Inflow,
  type Misfit,
  type Place,
  type Rule,
  type Shape,
  type Statistics,
  sizeOfShape,
  spelt,
  type Uniform,
} from './rule.ts'
export { groupOf, kindOfLayer, type Layer, type LayerOf, partsOf, ruleOf, rules } from './table.ts'
export { type Padding, type Sides, type Windows, windowsOver } from './windows.ts'
