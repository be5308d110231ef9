export { type Augmentation, augmentations, augmented } from './augmented.ts'
export { available, type Source } from './available.ts'
export { batchOf, type HostBatch, oddInput, padTo, readBatch, withHead } from './batch.ts'
export { type Benchmark, type BenchmarkSettings, benchmarkNamed, benchmarks, presentation } from './benchmarks.ts'
export { type CifarFormat, cifar10, cifar100, cifarFromFolder } from './cifar/index.ts'
export { dataDigest } from './data-digest.ts'
export { dataSets, type KnownData } from './data-sets.ts'
export type { DataSet, Statistics } from './dataset.ts'
export {
  type Download,
  type Fetched,
  type FetchSettings,
  fetchDataSet,
  type Progress,
  type Publication,
  publications,
} from './download/index.ts'
export { embedded } from './embedded.ts'
export {
  type CopyInputs,
  chosen,
  concatenate,
  copyInputs,
  type Examples,
  holdOut,
  inputSize,
  subset,
} from './examples.ts'
export { fashion, fashionFamily } from './fashion.ts'
export { type Family, fromFolder } from './folder.ts'
export { miniImageNet, miniImageNetFrom } from './mini-imagenet/index.ts'
export { mnist, mnistFamily } from './mnist.ts'
export { normalised } from './normalised.ts'
export type { OfficialFile, OfficialFiles } from './official.ts'
export { mnistFiles } from './official-files.ts'
export { permuted } from './permuted.ts'
export { fromBytes } from './pixels.ts'
export { angleOf, rotated, rotation } from './rotated.ts'
export { batchesAPass, batchesOf, passOf, type Schedule, type TaskLength } from './schedule.ts'
export { type ClassOrder, type SplitSettings, split } from './split.ts'
export { type Evaluate, type Stream, type StreamSettings, sound, type Task, validationFraction } from './stream.ts'
