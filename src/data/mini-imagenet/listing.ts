import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'

/** One line of a list: an image file and the name of its class. */
export interface Listed {
  readonly file: string
  readonly label: string
}

/** A name of one part, that can't lead out of a folder. */
const isPlain = (name: string | undefined): boolean =>
  name !== undefined && /^[^/\\]+$/.test(name) && !/^\.+$/.test(name)

/**
 * Reads a list of images: a line `filename,label`, then a line an image.
 *
 * @returns a `Left` with the number of the line for another first line, a line of other than two plain names, and for a list
 * without images
 */
export const parseListing =
  (path: string) =>
  (text: string): E.Either<Fault, readonly Listed[]> => {
    const wrong = (rule: string, got: string) =>
      E.left(
        fault({
          where: 'data',
          rule,
          got,
          path: [path],
          hint: 'the lists are those of S. Ravi and H. Larochelle: train.csv, val.csv and test.csv',
        }),
      )
    const [first = '', ...lines] = text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split(/\r?\n/)
    if (first.trim() !== 'filename,label') {
      return wrong('the first line of a list of images must be `filename,label`', `\`${first.slice(0, 60)}\``)
    }
    const fields = lines.map((line) => line.split(',').map((field) => field.trim()))
    const odd = fields.findIndex((pair) => pair.length !== 2 || !pair.every(isPlain))
    if (odd >= 0) {
      return wrong(
        'a line of a list must be the names of a file and of its class, with a comma between and without slashes',
        `\`${lines[odd]?.slice(0, 60)}\` in line ${odd + 2}`,
      )
    }
    return lines.length === 0
      ? wrong('a list must name at least one image', 'none')
      : E.right(fields.map(([file = '', label = '']) => ({ file, label })))
  }
