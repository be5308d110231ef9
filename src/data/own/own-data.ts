import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { codeOf } from '../../files/index.ts'
import { DamagedInput } from '../damaged.ts'
import type { DataSet } from '../dataset.ts'
import { fromFolder } from '../folder.ts'
import { filesIn } from '../place.ts'
import { arraysData } from './arrays-data.ts'
import type { Asking } from './asking.ts'
import { classFolders, classFoldersIn } from './class-folders.ts'
import { emnist, emnistOf, emnistParts, isEmnist } from './emnist.ts'
import { npyArrays, npzArrays } from './numpy-files.ts'
import { relabelled } from './relabelled.ts'
import { tableData } from './table-data.ts'

const right =
  'a table (.csv, .tsv, also .gz), an .npz, or a folder of one of these: folders of images, one a class, or `train` and `test` with such in them; train.csv and test.csv; x_train.npy and its fellows; IDX files of MNIST or EMNIST'

const isTable = (name: string): boolean => /\.(csv|tsv|txt)(\.gz)?$/i.test(name)
const halfTable = (half: string) => (name: string) =>
  new RegExp(`^(.*[-_.])?${half}\\.(csv|tsv)(\\.gz)?$`, 'i').test(name)

const wrong = (path: string, rule: string, got: string, hint: string): TE.TaskEither<Fault, never> =>
  TE.left(fault({ where: '--data', rule, got, path: [path], hint }))

const numbersOnly = (path: string, what: string, { predicts }: Asking): TE.TaskEither<Fault, void> =>
  predicts === 'classes'
    ? TE.right(undefined)
    : wrong(path, 'numbers to predict must be in a table or in arrays', what, 'own-split and its fellows learn classes')

/** A file that is named. */
const fromFile = (path: string, asking: Asking): TE.TaskEither<Fault, DataSet> => {
  if (isTable(path)) return tableData({ train: path }, asking)
  if (/\.npz$/i.test(path)) return pipe(npzArrays(path), TE.chainEitherK(arraysData(asking)))
  if (isEmnist(path)) {
    const { dir, part } = emnistOf(path)
    return pipe(
      numbersOnly(path, 'images', asking),
      TE.chainTaskK(() => filesIn(dir)),
      TE.chain((names) => emnist(dir, names, part)),
    )
  }
  return wrong(path, `data must be ${right}`, 'a file of another name', 'what a file is is told by the end of its name')
}

/** What is in a folder that is named; the names of its files. */
const fromFiles = (dir: string, names: readonly string[], asking: Asking): TE.TaskEither<Fault, DataSet> => {
  const [tables, tests] = [names.filter(halfTable('train')), names.filter(halfTable('test'))]
  if (tables.length > 0) {
    const [train = ''] = tables
    if (tables.length > 1)
      return wrong(dir, 'a folder must hold one table to learn from', tables.join(', '), 'name the file itself')
    const [test] = tests
    const paths = { train: join(dir, train), test: test === undefined ? undefined : join(dir, test) }
    return pipe(
      tableData(paths, asking),
      // Of competitions the second table lacks what is to be predicted: then a part of the first judges.
      TE.orElse((why) =>
        paths.test !== undefined && why.path?.[0] === paths.test && why.where === '--target'
          ? tableData({ train: paths.train }, asking)
          : TE.left(why),
      ),
    )
  }
  const parts = emnistParts(names)
  if (parts.length === 1)
    return pipe(
      numbersOnly(dir, 'images', asking),
      TE.chain(() => emnist(dir, names, parts[0]!)),
    )
  if (parts.length > 1)
    return wrong(
      dir,
      'of several parts of EMNIST one must be named',
      parts.join(', '),
      `name its training images: --data ${join(dir, `emnist-${parts[0]}-train-images-idx3-ubyte.gz`)}`,
    )
  if (names.some((name) => /images.*idx3-ubyte(\.gz)?$/.test(name)))
    return pipe(
      numbersOnly(dir, 'images', asking),
      TE.chain(() => fromFolder({ name: 'idx', classes: 256, official: {} })(dir)),
      TE.map(relabelled),
    )
  const arrays = names.filter((name) => name.endsWith('.npy')).map((name) => join(dir, name))
  if (arrays.length > 0) return pipe(TE.fromEither(npyArrays(dir, arrays)), TE.chainEitherK(arraysData(asking)))
  const [only, ...others] = names.filter((name) => /\.(csv|tsv)(\.gz)?$/i.test(name) || name.endsWith('.npz'))
  if (only !== undefined && others.length === 0) return fromFile(join(dir, only), asking)
  const classes = classFoldersIn(dir)
  if (classes === undefined)
    return wrong(
      dir,
      `data must be ${right}`,
      names.length === 0
        ? 'a folder with none of these'
        : `a folder with ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}`,
      only === undefined ? 'images are PNG or JPEG files, each in the folder of its class' : 'name the file itself',
    )
  return pipe(
    numbersOnly(dir, 'images', asking),
    TE.chain(() => classFolders(dir, classes, asking)),
  )
}

/** What reading throws, as a fault. */
const caught = (path: string, load: () => TE.TaskEither<Fault, DataSet>): TE.TaskEither<Fault, DataSet> =>
  pipe(
    TE.tryCatch(
      () => load()(),
      (error) =>
        error instanceof DamagedInput
          ? error.fault
          : fault({ where: '--data', rule: 'data must be there and readable', got: codeOf(error), path: [path] }),
    ),
    TE.chain(TE.fromEither),
  )

/** That what is asked of tables is asked of one. */
const suits =
  (path: string, { target, by, imageSize }: Asking) =>
  (data: DataSet): TE.TaskEither<Fault, DataSet> => {
    if (data.table !== true && (target !== undefined || by !== undefined))
      return wrong(
        path,
        `${target === undefined ? '--by' : '--target'} must come with a table`,
        'other data',
        'leave it away',
      )
    return imageSize !== undefined && (data.table === true || data.train.inputShape.length < 2)
      ? wrong(path, '--image-size must come with images in files of their own', 'other data', 'leave it away')
      : TE.right(data)
  }

/**
 * Data of one's own, of whatever form: see `right`. What it is is told by names of files and folders.
 *
 * @returns a `Left` that names the file, and in it line and column or array, what is there and what would be right
 */
export const ownData = (path: string | undefined, asking: Asking): TE.TaskEither<Fault, DataSet> => {
  if (path === undefined)
    return TE.left(
      fault({
        where: '--data',
        rule: `the data must be named: ${right}`,
        got: 'none',
        hint: 'for example --data ./flowers',
      }),
    )
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return wrong(path, 'data must be there', 'nothing there', `it is ${right}`)
  return pipe(
    caught(path, () =>
      found.isDirectory()
        ? pipe(
            TE.fromTask(filesIn(path)),
            TE.chain((names) => fromFiles(path, names, asking)),
          )
        : fromFile(path, asking),
    ),
    TE.chain(suits(path, asking)),
  )
}
