import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../digest.ts'
import { type Fault, fault } from '../fault.ts'
import type { DataSet, Statistics } from './dataset.ts'
import type { Examples } from './examples.ts'
import { fileDigest } from './file-digest.ts'
import { imagesOf, labelsOf, type Part, parts } from './files.ts'
import { decodeIdx, type Idx } from './idx.ts'
import { checkOfficial, knownFile } from './official.ts'
import type { OfficialFiles } from './official-files.ts'
import { fromBytes } from './pixels.ts'
import { type Holds, placeOf, readData } from './place.ts'
import { unpack } from './unpack.ts'

/** A data set that is published as IDX files. */
export interface Family {
  readonly name: string
  readonly classes: number
  readonly official: OfficialFiles
  /** What its examples are called: images, if it isn't given. */
  readonly items?: string
  /** The folders that are looked for inside the one that is named. */
  readonly folders?: readonly string[]
  readonly statistics?: Statistics
}

const readIdx =
  (family: Family, dir: string, sides: number) =>
  (name: string): TE.TaskEither<Fault, Idx & { readonly digest: string }> => {
    const path = join(dir, name)
    return pipe(
      readData(path),
      // The checksum comes last: what is wrong inside says more than that something is.
      TE.chain((bytes) =>
        pipe(
          unpack(path)(bytes),
          TE.chainEitherK(decodeIdx(sides, [path])),
          TE.chainFirstEitherK(() => checkOfficial(family.name, family.official, name, path)(bytes)),
          TE.map((idx) => ({ ...idx, digest: fileDigest(path, bytes, knownFile(family.official, name)) })),
        ),
      ),
    )
  }

const paired = (family: Family, path: string, images: Idx, labels: Idx): E.Either<Fault, Examples> => {
  const [count, ...inputShape] = images.shape
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'data', rule, got, path: [path], hint }))
  if (count !== labels.values.length) {
    return wrong(
      'there must be as many labels as images',
      `${labels.values.length} labels for ${count} images`,
      'the two files belong to different sets',
    )
  }
  const odd = labels.values.findIndex((label) => label >= family.classes)
  return odd >= 0
    ? wrong(
        `labels must be 0 to ${family.classes - 1}`,
        `${labels.values[odd]} at example ${odd}`,
        `the file is damaged, or isn't of a data set with ${family.classes} classes`,
      )
    : E.right(fromBytes({ images: images.values, labels: labels.values, inputShape, classes: family.classes }))
}

/** The images in a file, with the labels beside them. */
export const readHalf = (family: Family, dir: string, names: readonly string[], images: E.Either<Fault, string>) =>
  pipe(
    TE.Do,
    TE.bind('file', () => TE.fromEither(images)),
    TE.bind('fellow', ({ file }) => TE.fromEither(labelsOf(dir, names, file))),
    TE.bind('images', ({ file }) => readIdx(family, dir, 3)(file)),
    TE.bind('labels', ({ fellow }) => readIdx(family, dir, 1)(fellow)),
    TE.bind('examples', ({ fellow, images, labels }) =>
      TE.fromEither(paired(family, join(dir, fellow), images, labels)),
    ),
  )

const isImages = (name: string): boolean => parts.train.pattern.test(name) || parts.test.pattern.test(name)

const holds = (names: readonly string[]): Holds => {
  const whole = (part: Part): boolean =>
    pipe(
      imagesOf('', names, part),
      E.chain((images) => labelsOf('', names, images)),
      E.isRight,
    )
  if (whole(parts.train) && whole(parts.test)) return 'all'
  return names.some(isImages) ? 'some' : 'none'
}

/**
 * The data set in a folder of IDX files, gzipped or not. The training images are the file of the usual name
 * (`train-images-idx3-ubyte`), or the one that fits `train*-images*idx3-ubyte`; likewise `t10k*` or `test*` for the test images;
 * the labels have the same name with `labels` for `images` and `idx1` for `idx3`. Where the folder holds no images, those inside it
 * that the family names are looked into. How many examples were read is in `source`.
 *
 * @returns a `Left` that names the file when the folder or a file isn't there, isn't a regular file or can't be read, is truncated, isn't IDX, has the
 * name of a published file but not its checksum, when images and labels differ in number, and for a label out of range
 */
export const fromFolder =
  (family: Family) =>
  (named: string): TE.TaskEither<Fault, DataSet> =>
    pipe(
      placeOf(named, 'IDX files', family.folders ?? [], holds),
      TE.chain(({ dir, names }) =>
        pipe(
          TE.Do,
          TE.bind('train', () => readHalf(family, dir, names, imagesOf(dir, names, parts.train))),
          TE.bind('test', () => readHalf(family, dir, names, imagesOf(dir, names, parts.test))),
          TE.let('dir', () => dir),
        ),
      ),
      TE.filterOrElse(
        ({ train, test }) => `${train.examples.inputShape}` === `${test.examples.inputShape}`,
        ({ dir, train, test }) =>
          fault({
            where: 'data',
            rule: 'training and test images must have the same size',
            got: `${train.examples.inputShape.join(' × ')} and ${test.examples.inputShape.join(' × ')}`,
            path: [dir],
            hint: `${train.file} and ${test.file} belong to different sets`,
          }),
      ),
      TE.map(({ dir, train, test }) => {
        const files = [train, test].flatMap(({ images, labels }) => [images.digest, labels.digest])
        const items = family.items ?? 'images'
        return {
          name: family.name,
          train: train.examples,
          test: test.examples,
          source: `${dir}: ${train.examples.count} training ${items} (${train.file}) and ${test.examples.count} test ${items} (${test.file})`,
          digest: digestOf([family.name, ...files]),
          ...(family.statistics === undefined ? {} : { statistics: family.statistics }),
        }
      }),
    )
