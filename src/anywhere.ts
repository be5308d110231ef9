/** What there is of Retain wherever it runs: with files and without. */

export { type Digits, digitsFrom, type Examples } from './data/index.ts'
export * from './dsl/index.ts'
export {
  type EpisodePairs,
  type ImagePairs,
  type Input,
  type Learner,
  type Pairs,
  type TrainOnSettings,
  trainOn,
} from './experiment/index.ts'
export { type Fault, orThrow, render } from './fault.ts'
export { type BackendChoice, type Device, referenceDevice, tfjsDevice } from './interpreters/devices/index.ts'
export { explain, type Format } from './interpreters/explain/index.ts'
export {
  type Binding,
  evaluateTerms,
  onVectors,
  type Session,
  type State,
  type StreamEvent,
  session,
} from './interpreters/runtime/index.ts'
export { methods } from './methods/index.ts'
export {
  anmlNetwork,
  cnn,
  conv4,
  defineLayer,
  fitting,
  type Layer,
  type LayerDefinition,
  layers,
  mlp,
  type Network,
  type Own,
  omlNetwork,
  resNet18,
} from './networks/index.ts'
export { child, type Key, key, normals, uniforms } from './random/index.ts'
