/** Retain: a language for training methods that learn without forgetting. */

export {
  type Arrays,
  batchOf,
  type DataSet,
  type DataSetParts,
  type Digits,
  dataSet,
  digitsFrom,
  type Examples,
  fromArrays,
  mnist,
  type Numbers,
  ownData as dataFrom,
  type Statistics,
  subset,
} from './data/index.ts'
export * from './dsl/index.ts'
export {
  defineMetric,
  type EpisodePairs,
  type Experiment,
  type ExperimentSettings,
  experiment,
  type ImagePairs,
  type Input,
  type Learner,
  type LoadSettings,
  loadLearner,
  type Observe,
  type Observed,
  type OwnMetric,
  type Pairs,
  type Remembered,
  type RunEvent,
  saveLearner,
  type Trained,
  type TrainOnSettings,
  type TrainSettings,
  train,
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
export {
  type Benchmark,
  type BenchmarkDefinition,
  type BenchmarkSettings,
  benchmarkNamed,
  benchmarks,
  defineBenchmark,
  type Evaluate,
  inParts,
  type OwnTask,
  permuted,
  type Rule,
  rotated,
  type Stream,
  type StreamSettings,
  split,
  type Task,
} from './streams/index.ts'
