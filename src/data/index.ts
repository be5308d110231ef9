export { available, type Source } from './available.ts'
export {
  batchOf,
  countsOfBatches,
  type EpisodeLength,
  type HostBatch,
  lengthOf,
  oddInput,
  padTo,
  readBatch,
  type StreamPlace,
  withHead,
} from './batch.ts'
export { charactersAndDigits } from './characters-and-digits.ts'
export { type CifarFormat, cifar10, cifar100, cifarFromFolder } from './cifar/index.ts'
export { dataDigest } from './data-digest.ts'
export { type DataSetParts, dataSet, examplesFrom } from './data-set.ts'
export { dataSets, type KnownData } from './data-sets.ts'
export type { DataSet, Statistics } from './dataset.ts'
export { type Digits, digitsFrom } from './digits.ts'
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
  type CopyTarget,
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
export { type Arrays, fromArrays, type Numbers } from './from-arrays.ts'
export { type Decode, decoder, type Picture, resized } from './images/index.ts'
export { functionPlaces, line, lines } from './line.ts'
export { miniImageNet, miniImageNetFrom } from './mini-imagenet/index.ts'
export { mnist, mnistFamily } from './mnist.ts'
export type { OfficialFile, OfficialFiles } from './official-files.ts'
export { mnistFiles } from './official-files.ts'
export { omniglot, omniglotFrom } from './omniglot/index.ts'
export { type Asking, ownData } from './own/index.ts'
export { fromBytes, nowhere, perChannel, rearranged } from './pixels.ts'
export { contextPlaces, points } from './points.ts'
