import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decoder, type Picture, resized } from '../../data/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { decodeNpy } from '../../formats/index.ts'
import { rowsInCsv } from './csv-in.ts'

/** Inputs for a network, each with what it is called. */
export interface InputsRead {
  readonly names: readonly string[]
  readonly inputs: readonly Float32Array[]
}

export interface Reading {
  readonly inputShape: readonly number[]
  /** Whether images of another size are brought to that of the network. */
  readonly resize: boolean
  /** Whether what is bright in an image is dark for the network. */
  readonly invert: boolean
}

/** Files of inputs have no more bytes: 4 GiB. */
const most = 2 ** 32

const wrong = (path: string, rule: string, got: string, hint?: string): E.Either<Fault, never> =>
  E.left(fault({ where: '--input', rule, got, path: [path], ...(hint === undefined ? {} : { hint }) }))

/** Grey as the eye sees colours (ITU-R 601), of 0 to 255. */
const grey = (red: number, green: number, blue: number): number => (299 * red + 587 * green + 114 * blue) / 1000

/** A picture as a network takes it, values in [0, 1]. */
const ofPicture = (
  path: string,
  picture: Picture,
  { inputShape, resize, invert }: Reading,
): E.Either<Fault, Float32Array> => {
  const [rows = 0, columns = 0, channels = 1] = inputShape
  if (inputShape.length < 2 || (channels !== 1 && channels !== 3))
    return wrong(
      path,
      `an input of this network must be ${inputShape.join(' × ')} numbers`,
      'an image',
      'give a CSV or an .npy with so many numbers a row',
    )
  if (!resize && (picture.width !== columns || picture.height !== rows))
    return wrong(
      path,
      `an image must be ${columns} wide and ${rows} high`,
      `${picture.width} wide and ${picture.height} high`,
      'add --resize to bring it to that size',
    )
  const { values } = resized(picture, columns, rows)
  return E.right(
    Float32Array.from({ length: rows * columns * channels }, (_, i) => {
      const at = 3 * Math.floor(i / channels)
      const byte = channels === 3 ? values[at + (i % 3)]! : grey(values[at]!, values[at + 1]!, values[at + 2]!)
      return (invert ? 255 - byte : byte) / 255
    }),
  )
}

/** Rows of numbers, each an input. Images are in [0, 1]: bytes are divided by 255, and greater numbers are a slip. */
const ofRows = (
  path: string,
  rows: readonly ArrayLike<number>[],
  { inputShape }: Reading,
  bytes: boolean,
): E.Either<Fault, readonly Float32Array[]> => {
  const size = inputShape.reduce((a, b) => a * b, 1)
  const odd = rows.findIndex(({ length }) => length !== size)
  if (odd >= 0)
    return wrong(
      path,
      `every row must have ${size} numbers, an input of ${inputShape.join(' × ')}`,
      `${rows[odd]!.length} in row ${odd + 1}`,
    )
  const images = inputShape.length > 1
  const scale = bytes && images ? 255 : 1
  const inputs = rows.map((row) => Float32Array.from(row, (value) => value / scale))
  const bright = images ? inputs.findIndex((row) => row.some((value) => value > 1)) : -1
  return bright < 0
    ? E.right(inputs)
    : wrong(
        path,
        'the values of an image must be in [0, 1]',
        `${inputs[bright]!.find((value) => value > 1)} in row ${bright + 1}`,
        'divide them by 255, or save bytes: an .npy of uint8',
      )
}

const read = (path: string): E.Either<Fault, Uint8Array> =>
  existsSync(path)
    ? readRegularFile({ path, where: '--input', rule: 'the file must be readable', most })
    : wrong(path, 'the file must be there', 'nothing there', 'an image (PNG or JPEG), a CSV or an .npy')

const numbered = (path: string, count: number): readonly string[] =>
  count === 1 ? [basename(path)] : Array.from({ length: count }, (_, i) => `${i + 1}`)

const named =
  (path: string) =>
  (inputs: readonly Float32Array[]): InputsRead => ({ names: numbered(path, inputs.length), inputs })

const inNpy = (path: string, bytes: Uint8Array, reading: Reading): E.Either<Fault, InputsRead> =>
  pipe(
    decodeNpy(bytes),
    E.mapLeft((of): Fault => ({ ...of, where: '--input', path: [path] })),
    E.chain(({ shape, values }) => {
      const { inputShape } = reading
      const size = inputShape.reduce((a, b) => a * b, 1)
      // One input by itself, or many along a first axis; each of its own shape or flat, a channel of one said or not.
      const count = values.length / size
      const plain = (of: readonly number[]): string => `${of.filter((side) => side !== 1)}`
      const fits = [inputShape, [size], [count, ...inputShape], [count, size]].some((of) => plain(of) === plain(shape))
      if (!Number.isInteger(count) || count < 1 || !fits)
        return wrong(
          path,
          `the array must be of inputs of ${inputShape.join(' × ')}`,
          `a shape of ${shape.join(' × ')}`,
        )
      const rows = Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size))
      return ofRows(path, rows, reading, values instanceof Uint8Array)
    }),
    E.map(named(path)),
  )

/**
 * The inputs in a file, told by its name: an array of NumPy (`.npy`), comma-separated values, a row an input (`.csv`, `.tsv`), else an image.
 *
 * @returns a `Left` that says what would be right, for what is not there, is damaged, or is of another shape
 */
export const inputsIn = (path: string, reading: Reading): TE.TaskEither<Fault, InputsRead> =>
  pipe(
    TE.fromEither(read(path)),
    TE.chain((bytes) => {
      const kind = extname(path).toLowerCase()
      if (kind === '.npy') return TE.fromEither(inNpy(path, bytes, reading))
      if (['.csv', '.tsv', '.txt'].includes(kind))
        return pipe(
          TE.fromEither(rowsInCsv(path, new TextDecoder().decode(bytes))),
          TE.chainEitherK((rows) => ofRows(path, rows, reading, false)),
          TE.map(named(path)),
        )
      return pipe(
        decoder,
        TE.chainEitherK((decode) => decode(path)(bytes)),
        TE.mapLeft((of): Fault => ({ ...of, where: '--input', hint: 'an image (PNG or JPEG), a CSV or an .npy' })),
        TE.chainEitherK((picture) => ofPicture(path, picture, reading)),
        TE.map((input) => named(path)([input])),
      )
    }),
  )
