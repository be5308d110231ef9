import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import type { DataSet } from '../dataset.ts'
import { concatenate, type Examples } from '../examples.ts'
import { fileDigest } from '../file-digest.ts'
import { checkOfficial, knownFile } from '../official.ts'
import { type Holds, type Place, placeOf, readData } from '../place.ts'
import { type CifarFormat, decodeCifar } from './format.ts'

const wantedOf = (format: CifarFormat): readonly string[] => [...format.train, ...format.test]

const few = (names: readonly string[]): string =>
  names.length === 0 ? 'an empty folder' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`

/** What to do about files that aren't there, by what is there instead. */
const hintFor = (format: CifarFormat, names: readonly string[]): string => {
  const python = names.find((name) => format.pickled.includes(name))
  if (names.includes(format.archive)) return `unpack the archive first: tar -xzf ${format.archive}`
  return python === undefined
    ? `they are in the archive ${format.archive}; where the network allows, \`retain data fetch ${format.name} --data DIR\` fetches it`
    : `\`${python}\` is of the python form, which isn't read: fetch the binary form, ${format.archive}`
}

const holds =
  (format: CifarFormat) =>
  (names: readonly string[]): Holds => {
    const found = wantedOf(format).filter((name) => names.includes(name)).length
    return found === 0 ? 'none' : found === wantedOf(format).length ? 'all' : 'some'
  }

const complete = (format: CifarFormat, { dir, names }: Place): E.Either<Fault, Place> => {
  const missing = wantedOf(format).filter((name) => !names.includes(name))
  return missing.length === 0
    ? E.right({ dir, names })
    : E.left(
        fault({
          where: 'data',
          rule: `a folder of ${format.name} must hold the binary files ${wantedOf(format).join(', ')}`,
          got: missing.length === wantedOf(format).length ? few(names) : `none named ${missing.join(', ')}`,
          path: [dir],
          hint: hintFor(format, names),
        }),
      )
}

interface PartRead {
  readonly examples: Examples
  readonly digest: string
}

const readPart =
  (format: CifarFormat, dir: string) =>
  (name: string): TE.TaskEither<Fault, PartRead> => {
    const path = join(dir, name)
    return pipe(
      readData(path),
      TE.chainEitherK((bytes) => {
        // A file of your own has the same name, so only one of the published size is held to the published checksum.
        const named = knownFile(format.official, name)
        const known = named?.bytes === bytes.length ? named : undefined
        return pipe(
          decodeCifar(format, path)(bytes),
          E.chainFirst(() =>
            known === undefined
              ? E.right(bytes)
              : pipe(
                  checkOfficial(format.name, format.official, name, path)(bytes),
                  E.mapLeft((why) => ({ ...why, hint: 'the file was damaged on its way: fetch it again' })),
                ),
          ),
          E.map((examples) => ({ examples, digest: fileDigest(path, bytes, known) })),
        )
      }),
    )
  }

interface HalfRead {
  readonly examples: Examples
  readonly digests: readonly string[]
}

const readHalf = (format: CifarFormat, dir: string, names: readonly string[]): TE.TaskEither<Fault, HalfRead> =>
  pipe(
    names,
    TE.traverseArray(readPart(format, dir)),
    TE.chainEitherK((parts) => {
      const [first, ...rest] = parts.map(({ examples }) => examples)
      return pipe(
        concatenate(first!, ...rest),
        E.map((examples) => ({ examples, digests: parts.map(({ digest }) => digest) })),
      )
    }),
  )

/**
 * The data set in a folder of binary CIFAR files, or in the folder of the official archive inside it. Inputs are [32, 32, 3], channels
 * last. How many images were read is in `source`.
 *
 * @returns a `Left` that names the file when the folder or a file isn't there, isn't a regular file or can't be read, isn't whole images long or has
 * a label out of range, or has the size of a published file but not its checksum; and one that says which form is wanted when
 * there is the python form
 */
export const cifarFromFolder =
  (format: CifarFormat) =>
  (named: string): TE.TaskEither<Fault, DataSet> =>
    pipe(
      placeOf(named, `binary files of ${format.name}`, format.folders, holds(format)),
      TE.chainEitherK((place) => complete(format, place)),
      TE.chain(({ dir }) =>
        pipe(
          TE.Do,
          TE.bind('train', () => readHalf(format, dir, format.train)),
          TE.bind('test', () => readHalf(format, dir, format.test)),
          TE.map(({ train, test }) => ({
            name: format.name,
            train: train.examples,
            test: test.examples,
            source: `${dir}: ${train.examples.count} training images and ${test.examples.count} test images`,
            digest: digestOf([format.name, ...train.digests, ...test.digests]),
            statistics: format.statistics,
          })),
        ),
      ),
    )
