import { basename, dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import type { DataSet } from '../dataset.ts'
import { type Family, readHalf } from '../folder.ts'
import { rearranged } from '../pixels.ts'
import { relabelled } from './relabelled.ts'

const pattern = /^emnist-(\w+)-train-images-idx3-ubyte(\.gz)?$/

/** Labels of EMNIST are below 62; which a part has is found out. */
const family: Family = { name: 'emnist', classes: 64, official: {} }

/** Whether a file is one of the training images of EMNIST. */
export const isEmnist = (path: string): boolean => pattern.test(basename(path))

/** The pixel that each of a transposed image comes from. */
const transposed = (side: number): Int32Array =>
  Int32Array.from({ length: side * side }, (_, p) => (p % side) * side + Math.floor(p / side))

/** The parts of EMNIST in a folder: `letters`, `balanced`. */
export const emnistParts = (names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => pattern.exec(name)?.[1] ?? [])),
]

/**
 * A part of EMNIST, letters and digits by hand: `emnist-PART-train-images-idx3-ubyte`, gzipped or not, and its three fellows. Its images
 * lie on their sides in the files, rows for columns, and are turned. Labels are numbered from 0, whatever the part has.
 *
 * @param names the files of the folder
 * @source G. Cohen, S. Afshar, J. Tapson and A. van Schaik, EMNIST, IJCNN 2017
 */
export const emnist = (dir: string, names: readonly string[], part: string): TE.TaskEither<Fault, DataSet> => {
  const file = (half: 'train' | 'test') => {
    const stem = `emnist-${part}-${half}-images-idx3-ubyte`
    return E.fromNullable(
      fault({
        where: 'data',
        rule: `beside the other half of EMNIST's ${part} there must be \`${stem}.gz\``,
        got: 'none',
        path: [dir],
      }),
    )([`${stem}.gz`, stem].find((name) => names.includes(name)))
  }
  return pipe(
    TE.Do,
    TE.bind('train', () => readHalf(family, dir, names, file('train'))),
    TE.bind('test', () => readHalf(family, dir, names, file('test'))),
    TE.map(({ train, test }) => {
      const [rows = 28] = train.examples.inputShape
      const turned = () => transposed(rows)
      return relabelled({
        name: `emnist-${part}`,
        train: rearranged(train.examples, turned),
        test: rearranged(test.examples, turned),
        source: `${dir}: ${train.examples.count} training images (${train.file}) and ${test.examples.count} test images (${test.file})`,
        digest: digestOf([
          'emnist',
          part,
          ...[train, test].flatMap(({ images, labels }) => [images.digest, labels.digest]),
        ]),
      })
    }),
  )
}

/** The part that one of its files names, and the folder of that. */
export const emnistOf = (path: string): { readonly dir: string; readonly part: string } => ({
  dir: dirname(path),
  part: pattern.exec(basename(path))?.[1] ?? '',
})
