import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import { notNamed } from '../absent.ts'
import type { DataSet } from '../dataset.ts'
import { subset } from '../examples.ts'
import { fileDigest } from '../file-digest.ts'
import { decoder } from '../images/index.ts'
import { checkOfficial, knownFile } from '../official.ts'
import { omniglotFiles } from '../official-files.ts'
import { type Holds, type Place, placeOf, readData } from '../place.ts'
import { type Drawing, drawingsIn, unzipper } from './archive.ts'
import { type Character, charactersOf, novelAlphabets } from './characters.ts'
import { examplesOf, readDrawing } from './drawings.ts'

/** The archives to learn from; the small ones are parts of the first. */
const background = ['images_background.zip', 'images_background_small1.zip', 'images_background_small2.zip']
const evaluation = 'images_evaluation.zip'
const archives = [...background, evaluation]

/** Of a character's twenty drawings, five are to test by. */
const testShare = 4

/** The largest archive has 9.5 MB. */
const mostArchiveBytes = 2 ** 26

/** What is a whole: the two published halves, or the two small sets. */
const wholes = [[background[0]!, evaluation], background.slice(1)]

const holds = (names: readonly string[]): Holds => {
  if (wholes.some((whole) => whole.every((name) => names.includes(name)))) return 'all'
  return archives.some((name) => names.includes(name)) ? 'some' : 'none'
}

const some = (place: Place): E.Either<Fault, Place> =>
  holds(place.names) !== 'none'
    ? E.right(place)
    : E.left(
        fault({
          where: 'data',
          rule: `a folder of Omniglot must hold ${archives.join(', ')}, or some of them`,
          got: place.names.length === 0 ? 'an empty folder' : place.names.slice(0, 8).join(', '),
          path: [place.dir],
          hint: place.names.some((name) => archives.includes(`${name}.zip`))
            ? 'the archives are read as they are: put them there without unpacking them'
            : 'where the network allows, `retain data fetch omniglot --data DIR` fetches them',
        }),
      )

interface Archive {
  readonly name: string
  readonly drawings: readonly Drawing[]
  readonly digest: string
}

const readArchive =
  (dir: string) =>
  (name: string): TE.TaskEither<Fault, Archive> => {
    const path = join(dir, name)
    return pipe(
      TE.Do,
      TE.bind('bytes', () => readData(path, { most: mostArchiveBytes })),
      TE.bind('zip', () => unzipper),
      TE.chainEitherK(({ bytes, zip }) => {
        // An archive of your own has the same name, so only one of the published size is held to the published checksum.
        const named = knownFile(omniglotFiles, name)
        const known = named?.bytes === bytes.length ? named : undefined
        return pipe(
          known === undefined ? E.right(bytes) : checkOfficial('Omniglot', omniglotFiles, name, path)(bytes),
          E.mapLeft((why) => ({ ...why, hint: 'the file was damaged on its way: fetch it again' })),
          E.chain(drawingsIn(zip, path)),
          E.map((drawings) => ({ name, drawings, digest: fileDigest(path, bytes, known) })),
        )
      }),
    )
  }

const assembled = (dir: string, read: readonly Archive[]): TE.TaskEither<Fault, DataSet> =>
  pipe(
    TE.Do,
    TE.bind('characters', () => TE.fromEither(charactersOf(read.flatMap(({ drawings }) => drawings)))),
    TE.bind('decode', () => decoder),
    // A first look, so that drawings of another kind are found before anything is trained on them.
    TE.chainFirst(({ characters, decode }) => TE.fromEither(readDrawing(decode, characters[0]!.drawings[0]!))),
    TE.map(({ characters, decode }): DataSet => {
      const apart = read.filter(({ name }) => name === evaluation).flatMap(({ drawings }) => drawings)
      const novelNames = novelAlphabets(characters, new Set(apart.map(({ alphabet }) => alphabet)))
      const novel = characters.flatMap(({ alphabet }, label) => (novelNames.has(alphabet) ? [label] : []))
      const half = (of: (drawings: readonly Drawing[], cut: number) => readonly number[]) => halfOf(characters, of)
      const all = examplesOf(
        decode,
        characters.flatMap(({ drawings }) => drawings),
        characters.flatMap(({ drawings }, label) => drawings.map(() => label)),
        characters.length,
      )
      const train = subset(
        all,
        half((drawings, cut) => numbers(0, cut, drawings.length)),
      )
      const test = subset(
        all,
        half((drawings, cut) => numbers(cut, drawings.length, drawings.length)),
      )
      const alphabets = new Set(characters.map(({ alphabet }) => alphabet)).size
      return {
        name: 'omniglot',
        train,
        test,
        novel,
        source: `${dir}: ${train.count} training drawings and ${test.count} test drawings of ${characters.length} characters in ${alphabets} alphabets, ${novel.length} characters in ${novelNames.size} of them kept for exams`,
        digest: digestOf(['omniglot', ...read.map(({ digest }) => digest)]),
      }
    }),
  )

const numbers = (from: number, to: number, below: number): readonly number[] =>
  Array.from({ length: Math.max(0, Math.min(to, below) - from) }, (_, i) => from + i)

/** The numbers of some drawings of each character among those of all. */
const halfOf = (
  characters: readonly Character[],
  of: (drawings: readonly Drawing[], cut: number) => readonly number[],
): readonly number[] => {
  let start = 0
  return characters.flatMap(({ drawings }) => {
    const cut = drawings.length - Math.max(1, Math.floor(drawings.length / testShare))
    const own = of(drawings, cut).map((i) => start + i)
    start += drawings.length
    return own
  })
}

/**
 * Omniglot from a folder of its published archives, as many of them as are there. Its characters are numbered by alphabet and name; of
 * the twenty drawings of each the last five are to test by. The characters of whole alphabets are `novel`: those of
 * `images_evaluation.zip`, or where it isn't there the last alphabets by name that have 100 characters. Drawings are
 * 28 × 28, ink 1 and paper 0, decoded as they are first used.
 *
 * @returns a `Left` when no archive is there, one isn't a zip archive, is damaged, has the size of a published one but not its checksum, or
 * holds no drawings; when the first drawing can't be decoded; and when a character has one drawing only
 * @source B. Lake, R. Salakhutdinov and J. Tenenbaum, Human-level concept learning through probabilistic program induction, Science 2015
 */
export const omniglotFrom = (named: string): TE.TaskEither<Fault, DataSet> =>
  pipe(
    placeOf(named, 'the archives of Omniglot', ['omniglot', 'omniglot-py', 'omniglot/python'], holds),
    TE.chainEitherK(some),
    TE.chain(({ dir, names }) =>
      pipe(
        archives.filter((name) => names.includes(name)),
        TE.traverseArray(readArchive(dir)),
        TE.chain((read) => assembled(dir, read)),
      ),
    ),
  )

/** Omniglot from a folder of its archives; a `Left` when none is named. */
export const omniglot = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined ? TE.left(notNamed('omniglot', `${archives.join(', ')}, or some of them`)) : omniglotFrom(dir)
