import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { DataSet, Statistics } from './dataset.ts'
import { embedded } from './embedded.ts'
import { type Family, fromFolder } from './folder.ts'
import { mnistFiles } from './official-files.ts'

/** @source R. Aljundi et al., MAS (its demo); avalanche, `classic/cmnist.py` */
const statistics: Statistics = { mean: [0.1307], deviation: [0.3081] }

export const mnistFamily: Family = {
  name: 'mnist',
  classes: 10,
  official: mnistFiles,
  items: 'digits',
  folders: ['mnist', 'MNIST/raw'],
  statistics,
}

/** The MNIST digits: those in a folder of IDX files if it is named, else the embedded ones. */
export const mnist = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? TE.map((data: DataSet) => ({ ...data, statistics }))(embedded)
    : TE.map(
        (data: DataSet): DataSet => ({
          ...data,
          train: { ...data.train, digits: 'files' },
          test: { ...data.test, digits: 'files' },
        }),
      )(fromFolder(mnistFamily)(dir))
