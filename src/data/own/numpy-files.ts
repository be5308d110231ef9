import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf, sha256 } from '../../digest.ts'
import { type Fault, fault } from '../../fault.ts'
import { codeOf } from '../../files/index.ts'
import { mostHeader, type NpyArray, npyArray, npyHeader, sizeOfShape } from '../../formats/index.ts'
import { DamagedInput } from '../damaged.ts'
import { readData } from '../place.ts'

/** Arrays by name, and what tells them from others. */
export interface Arrays {
  readonly path: string
  readonly arrays: Readonly<Record<string, NpyArray>>
  readonly digest: string
}

const cutOff = (path: readonly string[], wanted: number, got: number): Fault =>
  fault({
    where: 'data',
    rule: `the array must be whole: ${wanted} bytes`,
    got: `${got}`,
    path: [...path],
    hint: 'the file was cut off: write it anew',
  })

const whole = (path: readonly string[], bytes: Uint8Array, length: number) =>
  pipe(
    npyHeader(path, bytes),
    E.filterOrElse(
      ({ start, size, shape }) => start + size * sizeOfShape(shape) <= length,
      ({ start, size, shape }) => cutOff(path, start + size * sizeOfShape(shape), length),
    ),
  )

/** The arrays of a file that `numpy.savez` or `savez_compressed` wrote. */
export const npzArrays = (path: string): TE.TaskEither<Fault, Arrays> =>
  pipe(
    readData(path),
    TE.bindTo('bytes'),
    TE.bind('zip', () => TE.fromTask(() => import('fflate'))),
    TE.chainEitherK(({ bytes, zip }) =>
      pipe(
        E.tryCatch(
          () =>
            zip.unzipSync(bytes, {
              filter: ({ name, originalSize }) => name.endsWith('.npy') && originalSize < 2 ** 31,
            }),
          (error) =>
            fault({
              where: 'data',
              rule: 'an .npz must be a whole archive of arrays',
              got: `${bytes.length} bytes that can't be unpacked (${error instanceof Error ? error.message : String(error)})`,
              path: [path],
              hint: 'write it anew with numpy.savez',
            }),
        ),
        E.chain((files) =>
          pipe(
            Object.entries(files),
            E.traverseArray(([name, content]) =>
              pipe(
                whole([path, name], content, content.length),
                E.map((header) => {
                  const array = npyArray(header, (from, length) => content.subarray(from, from + length))
                  return [name.replace(/\.npy$/, ''), array] as const
                }),
              ),
            ),
          ),
        ),
        E.map((arrays) => ({ path, arrays: Object.fromEntries(arrays), digest: sha256(bytes) })),
      ),
    ),
  )

/** An array in a file of its own: its numbers are read from the file as they are needed. */
const npyFile = (path: string): E.Either<Fault, NpyArray> =>
  pipe(
    E.tryCatch(
      () => {
        const file = openSync(path, 'r')
        try {
          const { size } = fstatSync(file)
          const bytes = Buffer.alloc(Math.min(size, mostHeader))
          readSync(file, bytes, 0, bytes.length, 0)
          return { size, bytes }
        } finally {
          closeSync(file)
        }
      },
      (error) => fault({ where: 'data', rule: 'the array must be readable', got: codeOf(error), path: [path] }),
    ),
    E.chain(({ size, bytes }) => whole([path], bytes, size)),
    E.map((header) =>
      npyArray(header, (from, length) => {
        const file = openSync(path, 'r')
        try {
          const bytes = Buffer.alloc(length)
          const read = readSync(file, bytes, 0, length, from)
          if (read < length) throw new DamagedInput(cutOff([path], from + length, from + read))
          return bytes
        } finally {
          closeSync(file)
        }
      }),
    ),
  )

/** The arrays of a folder of `.npy` files, by the names of the files; the digest is of their names, sizes and times. */
export const npyArrays = (dir: string, paths: readonly string[]): E.Either<Fault, Arrays> =>
  pipe(
    paths,
    E.traverseArray((path) =>
      pipe(
        npyFile(path),
        E.map((array) => [basename(path).replace(/\.npy$/, ''), array] as const),
      ),
    ),
    E.map((arrays) => ({
      path: dir,
      arrays: Object.fromEntries(arrays),
      digest: digestOf(
        paths.map((path) => {
          const { size, mtimeMs } = statSync(path)
          return [basename(path), size, mtimeMs]
        }),
      ),
    })),
  )
