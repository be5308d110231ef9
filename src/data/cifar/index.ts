import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { notNamed } from '../absent.ts'
import type { DataSet } from '../dataset.ts'
import { cifarFromFolder } from './folder.ts'
import { type CifarFormat, cifar10Format, cifar100Format } from './format.ts'

const from =
  (format: CifarFormat, holding: string) =>
  (dir?: string): TE.TaskEither<Fault, DataSet> =>
    dir === undefined ? TE.left(notNamed(format.name, holding)) : cifarFromFolder(format)(dir)

/** CIFAR-10 from a folder of its binary files; a `Left` when none is named. */
export const cifar10 = from(cifar10Format, 'data_batch_1.bin to data_batch_5.bin and test_batch.bin')

/** CIFAR-100, with its fine labels, from a folder of its binary files; a `Left` when none is named. */
export const cifar100 = from(cifar100Format, 'train.bin and test.bin')

export { cifarFromFolder } from './folder.ts'
export { type CifarFormat, cifar10Format, cifar100Format, decodeCifar } from './format.ts'
