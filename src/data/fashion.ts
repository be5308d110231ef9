import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import { notNamed } from './absent.ts'
import type { DataSet, Statistics } from './dataset.ts'
import { type Family, fromFolder } from './folder.ts'
import { fashionFiles } from './official-files.ts'

/** @source avalanche, `classic/cfashion_mnist.py` */
const statistics: Statistics = { mean: [0.286], deviation: [0.353] }

export const fashionFamily: Family = {
  name: 'fashion',
  classes: 10,
  official: fashionFiles,
  folders: ['fashion', 'fashion-mnist', 'FashionMNIST/raw'],
  statistics,
}

/** Fashion-MNIST, pictures of clothes in the form of MNIST: the four IDX files of a folder; a `Left` when none is named. */
export const fashion = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? TE.left(notNamed('fashion', 'train-images-idx3-ubyte.gz and its three fellows, of Fashion-MNIST'))
    : fromFolder(fashionFamily)(dir)
