import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'

/** One half of a data set as files: how its images may be named. */
export interface Part {
  readonly title: string
  readonly looked: string
  readonly pattern: RegExp
  readonly usual: string
}

/** The halves of a data set. */
export const parts: { readonly train: Part; readonly test: Part } = {
  train: {
    title: 'training',
    looked: 'train*-images*idx3-ubyte, with or without .gz',
    pattern: /^train.*-images.*idx3-ubyte(\.gz)?$/,
    usual: 'train-images-idx3-ubyte',
  },
  test: {
    title: 'test',
    looked: 't10k*-images*idx3-ubyte or test*-images*idx3-ubyte, with or without .gz',
    pattern: /^(t10k|test).*-images.*idx3-ubyte(\.gz)?$/,
    usual: 't10k-images-idx3-ubyte',
  },
}

const packed = (name: string): string => `${name}.gz`
const stem = (name: string): string => name.replace(/\.gz$/, '')
const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
const few = (names: readonly string[]): string =>
  names.length === 0 ? 'an empty folder' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`

/** The file of that name among those there; of a packed and an unpacked one the packed, whose checksum may be known. */
const present = (names: readonly string[], name: string): string | undefined =>
  [packed(stem(name)), stem(name)].find((one) => names.includes(one))

/** The images of a half in a folder that holds these names: the usual one, or the only one that fits. */
export const imagesOf = (dir: string, names: readonly string[], part: Part): E.Either<Fault, string> => {
  const stems = [...new Set(names.filter((name) => part.pattern.test(name)).map(stem))].sort()
  const taken = stems.includes(part.usual) ? part.usual : stems[0]
  const file = taken === undefined ? undefined : present(names, taken)
  if (file === undefined) {
    return E.left(
      fault({
        where: 'data',
        rule: `a folder of data must hold the ${part.title} images, ${part.looked}`,
        got: few(names),
        path: [dir],
        hint: `the usual names are ${quoted([packed(part.usual), packed(part.usual.replace('images-idx3', 'labels-idx1'))])}`,
      }),
    )
  }
  return stems.length > 1 && taken !== part.usual
    ? E.left(
        fault({
          where: 'data',
          rule: `a folder must hold one file of ${part.title} images, or one with the usual name \`${packed(part.usual)}\``,
          got: quoted(stems),
          path: [dir],
          hint: 'put each into a folder of its own',
        }),
      )
    : E.right(file)
}

/** The labels beside the images. */
export const labelsOf = (dir: string, names: readonly string[], images: string): E.Either<Fault, string> => {
  const wanted = stem(images).replace('-images', '-labels').replace('idx3', 'idx1')
  return E.fromNullable(
    fault({
      where: 'data',
      rule: `beside \`${images}\` there must be its labels, \`${packed(wanted)}\` or \`${wanted}\``,
      got: few(names),
      path: [dir],
      hint: 'put the labels into the same folder, under that name',
    }),
  )(present(names, wanted))
}
