import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import { child, key, permutation } from '../../random/index.ts'
import { notNamed } from '../absent.ts'
import type { DataSet } from '../dataset.ts'
import { subset } from '../examples.ts'
import { decoder } from '../images/index.ts'
import { type Holds, placeOf, readData } from '../place.ts'
import { parseListing } from './listing.ts'
import { locate, sizesOf, type Wanted } from './locate.ts'
import { pictures, readPicture } from './pictures.ts'

const side = 84
/** The classes of the lists come in this order: 64, 16 and 20 of them. */
const lists = ['train', 'val', 'test']
/** Of a class, one image in so many is to test by: 100 of 600. */
const testShare = 6
/** The decoded test images of twenty tasks are 212 MB, the training images of one 53 MB. */
const usualCacheBytes = 512 * 2 ** 20

/** The published lists have 1.4 MB. */
const mostListBytes = 2 ** 26

const holds = (names: readonly string[]): Holds => {
  const found = lists.filter((list) => names.includes(`${list}.csv`)).length
  return found === 0 ? 'none' : found === lists.length ? 'all' : 'some'
}

const readList =
  (dir: string) =>
  (list: string): TE.TaskEither<Fault, readonly Wanted[]> => {
    const path = join(dir, `${list}.csv`)
    return pipe(
      readData(path, {
        rule: 'a folder of miniImageNet must hold train.csv, val.csv and test.csv',
        hint: 'put the list there',
        most: mostListBytes,
      }),
      TE.chainEitherK((bytes) => parseListing(path)(new TextDecoder().decode(bytes))),
      TE.map((listed) => listed.map((one) => ({ ...one, list }))),
    )
  }

/** For each class, in the order in which the lists come to them, the numbers of its images. */
const byClass = (dir: string, images: readonly Wanted[]): E.Either<Fault, readonly (readonly number[])[]> => {
  const wrong = (rule: string, got: string) =>
    E.left(fault({ where: 'data', rule, got, path: [dir], hint: 'use the three lists as they were published' }))
  const classes = new Map<string, number[]>()
  const seen = new Set<string>()
  for (const [i, { list, label, file }] of images.entries()) {
    const own = classes.get(label) ?? []
    const other = own[0] === undefined ? list : images[own[0]]!.list
    if (other !== list) return wrong('a class must be in one of the three lists', `${label} in ${other} and ${list}`)
    if (seen.has(`${label}/${file}`)) return wrong('an image must be listed once', `${file} of ${label} twice`)
    seen.add(`${label}/${file}`)
    own.push(i)
    classes.set(label, own)
  }
  const small = [...classes].find(([, own]) => own.length < testShare)
  return small === undefined
    ? E.right([...classes.values()])
    : wrong(`a class must have at least ${testShare} images`, `${small[1].length} of ${small[0]}`)
}

const assembled = (dir: string, cacheBytes: number) => (images: readonly Wanted[]) =>
  pipe(
    TE.Do,
    TE.bind('classes', () => TE.fromEither(byClass(dir, images))),
    TE.bind('paths', () => locate(dir, images)),
    TE.bind('sizes', ({ paths }) => TE.fromTask(sizesOf(paths))),
    TE.bind('decode', () => decoder),
    // A first look, so that images of another kind are found before anything is trained on them.
    TE.chainFirst(({ decode, paths }) => TE.fromEither(readPicture(decode, paths[0]!, side))),
    TE.map(({ classes, decode, paths, sizes }): DataSet => {
      const labels = new Array<number>(images.length).fill(0)
      for (const [label, own] of classes.entries()) for (const i of own) labels[i] = label
      const all = pictures({ paths, labels, classes: classes.length, side, cacheBytes, decode })
      const halves = classes.map((own, label) => {
        const order = permutation(child(key(0), 'mini-imagenet', 'train and test', label), own.length)
        const shuffled = [...order].map((i) => own[i]!)
        const cut = Math.floor(own.length / testShare)
        return { test: shuffled.slice(0, cut), train: shuffled.slice(cut) }
      })
      const train = subset(
        all,
        halves.flatMap((half) => half.train),
      )
      const test = subset(
        all,
        halves.flatMap((half) => half.test),
      )
      return {
        name: 'mini-imagenet',
        train,
        test,
        digest: digestOf(['mini-imagenet', images.map(({ list, file, label }, i) => [list, label, file, sizes[i]])]),
        source: `${dir}: ${train.count} training images and ${test.count} test images of ${classes.length} classes`,
        statistics: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
      }
    }),
  )

/**
 * miniImageNet in a folder of JPEG or PNG images that train.csv, val.csv and test.csv list. Its classes, of all three lists, are
 * numbered in the order in which the lists come to them. A sixth of each class, the same always, is to test by: 100 of its 600
 * images. Images are 84 × 84 × 3, decoded as they are first used.
 *
 * @param cacheBytes what decoded images may take, 512 MiB if it isn't given
 * @returns a `Left` when a list isn't there, isn't one or lists what isn't there, when the first image can't be decoded, a class is in
 * two lists, or has fewer than six images
 * @source O. Vinyals et al., Matching Networks, NIPS 2016 (the data); S. Ravi and H. Larochelle, ICLR 2017 (the lists); Z. Mai et al.,
 * Online Continual Learning in Image Classification, 2021, and its code, `mini_imagenet.py` (the 500 and 100 images of a class)
 * @deviation images of another size are averaged over areas where the usual preparation takes Lanczos's filter
 */
export const miniImageNetFrom =
  ({ cacheBytes = usualCacheBytes }: { readonly cacheBytes?: number } = {}) =>
  (named: string): TE.TaskEither<Fault, DataSet> =>
    pipe(
      placeOf(named, 'the lists and images of miniImageNet', ['mini-imagenet', 'miniimagenet', 'mini_imagenet'], holds),
      TE.chain(({ dir }) =>
        pipe(
          lists,
          TE.traverseArray(readList(dir)),
          TE.chain((found) => assembled(dir, cacheBytes)(found.flat())),
        ),
      ),
    )

/** miniImageNet from a folder of images and their lists; a `Left` when none is named. */
export const miniImageNet = (dir?: string): TE.TaskEither<Fault, DataSet> =>
  dir === undefined
    ? TE.left(
        notNamed(
          'mini-imagenet',
          'train.csv, val.csv, test.csv and the images that they list',
          "it is made from ImageNet, which isn't free to pass on, so no command fetches it",
        ),
      )
    : miniImageNetFrom()(dir)
