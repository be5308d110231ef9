import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as Task from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { filesIn } from '../place.ts'
import type { Listed } from './listing.ts'

/** An image of a list, and which list it is. */
export interface Wanted extends Listed {
  readonly list: string
}

/** Where an image may lie in the folder, the usual place first. */
const placesOf = ({ list, label }: Wanted): readonly string[] => [
  'images',
  '.',
  join('images', label),
  label,
  join(list, label),
  list,
]

const namesIn = (dir: string): Task.Task<ReadonlySet<string>> =>
  pipe(
    filesIn(dir),
    Task.map((names) => new Set(names)),
  )

/**
 * The paths of the images, in their order. Folders are listed, images aren't opened.
 *
 * @returns a `Left` that names one and counts all when images aren't there
 */
export const locate = (dir: string, images: readonly Wanted[]): TE.TaskEither<Fault, readonly string[]> => {
  const places = [...new Set(images.flatMap(placesOf))]
  return pipe(
    places,
    Task.traverseArray((place) => namesIn(join(dir, place))),
    Task.map((found) => {
      const names = new Map(places.map((place, i) => [place, found[i]!]))
      const paths = images.map((image) => {
        const place = placesOf(image).find((one) => names.get(one)?.has(image.file) === true)
        return place === undefined ? undefined : join(dir, place, image.file)
      })
      const missing = images.filter((_, i) => paths[i] === undefined)
      return missing.length === 0
        ? E.right(paths.flatMap((path) => path ?? []))
        : E.left(
            fault({
              where: 'data',
              rule: 'every listed image must be in the folder, in images/, or in a folder of its class',
              got: `${missing.length} of ${images.length} that aren't, such as ${missing[0]!.file} of class ${missing[0]!.label}`,
              path: [dir],
              hint: `put the images into ${join(dir, 'images')}`,
            }),
          )
    }),
  )
}

/** So many files are asked for their sizes at a time. */
const atATime = 1000

/** The sizes of files in bytes; −1 for one that can't be looked at, which says so when it is read. */
export const sizesOf =
  (paths: readonly string[]): Task.Task<readonly number[]> =>
  async () => {
    const sizes: number[] = []
    for (let from = 0; from < paths.length; from += atATime) {
      const some = paths.slice(from, from + atATime).map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => -1,
        ),
      )
      sizes.push(...(await Promise.all(some)))
    }
    return sizes
  }
