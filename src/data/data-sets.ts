import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import { cifar10, cifar100 } from './cifar/index.ts'
import type { DataSet } from './dataset.ts'
import { fashion } from './fashion.ts'
import { miniImageNet } from './mini-imagenet/index.ts'
import { mnist } from './mnist.ts'
import { omniglot } from './omniglot/index.ts'

/** A data set that is read from a folder, by the name that commands know it by. */
export interface KnownData {
  readonly name: string
  readonly data: (dir?: string) => TE.TaskEither<Fault, DataSet>
  /** What a folder has to hold, in words. */
  readonly holding: string
}

export const dataSets: readonly KnownData[] = [
  { name: 'mnist', data: mnist, holding: 'train-images-idx3-ubyte.gz and its three fellows, gzipped or not' },
  { name: 'fashion', data: fashion, holding: 'train-images-idx3-ubyte.gz and its three fellows, of Fashion-MNIST' },
  { name: 'cifar10', data: cifar10, holding: 'data_batch_1.bin to data_batch_5.bin and test_batch.bin' },
  { name: 'cifar100', data: cifar100, holding: 'train.bin and test.bin' },
  { name: 'mini-imagenet', data: miniImageNet, holding: 'train.csv, val.csv, test.csv and the images that they list' },
  {
    name: 'omniglot',
    data: omniglot,
    holding: 'images_background.zip and images_evaluation.zip, or images_background_small1.zip and …small2.zip',
  },
]
