import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf, sha256 } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import type { DataSet } from '../dataset.ts'
import { decodedExamples } from '../decoded.ts'
import type { Examples } from '../examples.ts'
import { type Decode, decoder, type Picture, resized } from '../images/index.ts'
import type { Asking } from './asking.ts'
import { heldOut } from './held-out.ts'
import { inOrder } from './in-order.ts'

/** An image file, and the class that its folder is. */
interface Pictured {
  readonly path: string
  readonly label: number
}

const isImage = (name: string): boolean => /^[^.].*\.(png|jpe?g)$/i.test(name)

const foldersIn = (dir: string): readonly string[] =>
  inOrder(
    readdirSync(dir).filter(
      (name) => !name.startsWith('.') && statSync(join(dir, name), { throwIfNoEntry: false })?.isDirectory(),
    ),
  )

const imagesIn = (dir: string): readonly string[] => inOrder(readdirSync(dir).filter(isImage))

/** Whether a folder holds folders with images in them. */
const holdsClasses = (dir: string): boolean => foldersIn(dir).some((name) => imagesIn(join(dir, name)).length > 0)

/** The folders of the halves, where there are such; a folder of classes itself is both. */
export const classFoldersIn = (dir: string): { readonly train: string; readonly test?: string } | undefined => {
  const inside = (...names: readonly string[]): string | undefined =>
    names
      .map((name) => join(dir, name))
      .find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() && holdsClasses(path))
  const train = inside('train', 'training')
  const test = inside('test', 'testing', 'val', 'validation')
  if (train !== undefined) return { train, ...(test === undefined ? {} : { test }) }
  return holdsClasses(dir) ? { train: dir } : undefined
}

const wrong = (path: string, rule: string, got: string, hint: string) =>
  E.left(fault({ where: 'data', rule, got, path: [path], hint }))

/** The images of the classes in a folder, class after class. */
const pictured = (dir: string, classes: readonly string[]): E.Either<Fault, readonly Pictured[]> =>
  pipe(
    classes,
    E.traverseArrayWithIndex((label, name) => {
      const folder = join(dir, name)
      const found = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? imagesIn(folder) : []
      const others = found.length > 0 || !statSync(folder, { throwIfNoEntry: false }) ? [] : readdirSync(folder)
      return found.length === 0
        ? wrong(
            folder,
            'every class must be a folder with images in it, PNG or JPEG',
            others.length === 0 ? 'none' : `${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`,
            'put images there, or take the folder away',
          )
        : E.right(found.map((file): Pictured => ({ path: join(folder, file), label })))
    }),
    E.map((all) => all.flat()),
  )

/** No image file has more than this many bytes. */
const mostImageBytes = 2 ** 26

const bytesOf = (path: string): E.Either<Fault, Uint8Array> =>
  readRegularFile({
    where: 'data',
    path,
    rule: 'the image must be readable',
    hint: 'check that it is still there, and its permissions',
    most: mostImageBytes,
  })

const isGrey = ({ values }: Picture): boolean => {
  for (let i = 0; i < values.length; i += 3)
    if (values[i] !== values[i + 1] || values[i] !== values[i + 2]) return false
  return true
}

/** How images become inputs: in which size, and whether of one channel. */
interface Form {
  readonly rows: number
  readonly columns: number
  readonly grey: boolean
}

/** Larger images than these are brought to 32 × 32 unless another size is asked for. */
const mostSide = 96
const usualSide = 32

/** As is asked, else as the first image is; grey where the first of every class is. */
const formOf = (decode: Decode, all: readonly Pictured[], size: number | undefined): E.Either<Fault, Form> =>
  pipe(
    all.filter(({ label }, i) => all[i - 1]?.label !== label),
    E.traverseArray(({ path }) => pipe(bytesOf(path), E.chain(decode(path)))),
    E.map((firsts): Form => {
      const [{ width, height }] = firsts as readonly [Picture]
      const own = width <= mostSide && height <= mostSide
      return {
        rows: size ?? (own ? height : usualSide),
        columns: size ?? (own ? width : usualSide),
        grey: firsts.every(isGrey),
      }
    }),
  )

const inForm =
  ({ rows, columns, grey }: Form, path: string) =>
  (picture: Picture): E.Either<Fault, Uint8Array> => {
    const { values } = resized(picture, columns, rows)
    if (!grey) return E.right(values)
    return isGrey(picture)
      ? E.right(Uint8Array.from({ length: rows * columns }, (_, pixel) => values[3 * pixel]!))
      : wrong(
          path,
          'images must all be grey where the first of every class is',
          'one with colours',
          'let an image with colours be the first of its class by name, or make this one grey',
        )
  }

/** What decoded images may take, in bytes; others are decoded again when they are needed. */
const roomForImages = 2 ** 28

const examplesOf = (decode: Decode, all: readonly Pictured[], classes: number, form: Form, room: number): Examples => ({
  ...decodedExamples({
    inputShape: form.grey ? [form.rows, form.columns] : [form.rows, form.columns, 3],
    labels: all.map(({ label }) => label),
    classes,
    cacheBytes: room,
    decoded: (index) => {
      const { path } = all[index]!
      return pipe(bytesOf(path), E.chain(decode(path)), E.chain(inForm(form, path)))
    },
  }),
  place: (index) => index,
})

/** So many bytes of images are read to tell them from others; of more than that, their names and sizes tell. */
const mostDigested = 2 ** 28

const digestOfImages = (dir: string, all: readonly Pictured[], form: Form): E.Either<Fault, string> => {
  const sizes = all.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  const few = sizes.reduce((sum, size) => sum + size, 0) <= mostDigested
  return pipe(
    all,
    E.traverseArrayWithIndex((i, { path }) =>
      pipe(
        few ? bytesOf(path) : E.right(new Uint8Array()),
        E.map((bytes) => [path.slice(dir.length), sizes[i], few ? sha256(bytes) : null]),
      ),
    ),
    E.map((entries) => digestOf([form, entries])),
  )
}

/**
 * A folder of folders of images, each the class of its name, as a data set; or one in which `train` and `test` are such. Images are read
 * and decoded when they are first used. They have the size of the first, or 32 × 32 where that is larger than 96 on a side, unless
 * another is asked for; what is of another size is resized by areas. Without a folder `test` a fifth is set apart, the same in every run.
 *
 * @returns a `Left` that names the folder or the file
 */
export const classFolders = (
  dir: string,
  halves: { readonly train: string; readonly test?: string },
  { imageSize }: Pick<Asking, 'imageSize'>,
  room = roomForImages,
): TE.TaskEither<Fault, DataSet> =>
  pipe(
    decoder,
    TE.chainEitherK((decode) =>
      pipe(
        E.Do,
        E.let('classes', () => foldersIn(halves.train)),
        E.bind('train', ({ classes }) => pictured(halves.train, classes)),
        E.bind('test', ({ classes }) => (halves.test === undefined ? E.right([]) : pictured(halves.test, classes))),
        E.chainFirst(({ classes }) => {
          const odd =
            halves.test === undefined ? undefined : foldersIn(halves.test).find((name) => !classes.includes(name))
          return odd === undefined
            ? E.right(undefined)
            : wrong(
                join(halves.test!, odd),
                'a class to be judged by must be one that is learned',
                `\`${odd}\``,
                `put images of it into ${halves.train}, or take the folder away`,
              )
        }),
        E.bind('form', ({ train }) => formOf(decode, train, imageSize)),
        E.bind('digest', ({ train, test, form }) => digestOfImages(dir, [...train, ...test], form)),
        E.filterOrElse(
          ({ train, test }) => test.length > 0 || train.length >= 5,
          ({ train }) =>
            fault({
              where: 'data',
              rule: 'without a folder `test` there must be at least 5 images: a fifth is set apart',
              got: `${train.length}`,
              path: [dir],
            }),
        ),
        E.map(({ classes, train, test, form, digest }): DataSet => {
          const examples = (all: readonly Pictured[]) => examplesOf(decode, all, classes.length, form, room)
          const both = test.length === 0 ? heldOut(examples(train)) : { train: examples(train), test: examples(test) }
          return {
            name: basename(dir.replace(/[\\/]+$/, '')),
            ...both,
            source: `${dir}: ${both.train.count} images to learn from and ${both.test.count} to be judged by${test.length === 0 ? ', a fifth set apart' : ''}, of ${classes.length} classes, ${form.rows} × ${form.columns}${form.grey ? ', grey' : ''}`,
            digest,
            classNames: classes,
          }
        }),
      ),
    ),
  )
