import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import { embedded } from './embedded.ts'
import { type Family, fromFolder } from './folder.ts'
import { mnistFiles } from './official.ts'

export const mnistFamily: Family = { name: 'mnist', classes: 10, official: mnistFiles }

/** The MNIST digits: those in a folder of IDX files if it is named, else the embedded ones. */
export const mnist = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined ? embedded : fromFolder(mnistFamily)(dir)
