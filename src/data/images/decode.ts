import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import type { Picture } from './area.ts'
import { boundedPng } from './png-bound.ts'

/** The picture in a file of that path with these bytes. */
export type Decode = (path: string) => (bytes: Uint8Array) => E.Either<Fault, Picture>

type Jpeg = typeof import('jpeg-js')
type Png = typeof import('fast-png')

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
const isPng = (bytes: Uint8Array): boolean =>
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => bytes[i] === byte)

/** No image of more than this many million pixels is decoded. */
const mostMegapixels = 64

const fromJpeg =
  (jpeg: Jpeg) =>
  (bytes: Uint8Array): Picture => {
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      maxResolutionInMP: mostMegapixels,
      maxMemoryUsageInMB: 1024,
    })
    return { width, height, values: data }
  }

const greys = (depth: number): number[][] =>
  Array.from({ length: 2 ** depth }, (_, grey) => Array<number>(3).fill(Math.round((grey * 255) / (2 ** depth - 1))))

/** Grey is made three channels, a palette is looked up, 16 bits become 8, and transparency is left out. */
const fromPng =
  (png: Png) =>
  (bytes: Uint8Array): Picture => {
    const bounded = boundedPng(bytes, mostMegapixels * 1e6)
    if (typeof bounded === 'string') throw new Error(bounded)
    const image = png.decode(bounded, { checkCrc: true })
    const { width, height, depth } = image
    const isTable = image.palette !== undefined || (image.channels === 1 && depth <= 8)
    const palette = image.palette ?? greys(Math.min(8, depth))
    const data = isTable ? png.convertIndexedToRgb({ ...image, palette }) : image.data
    const channels = isTable ? (palette[0]?.length ?? 3) : image.channels
    const values = new Uint8Array(width * height * 3)
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const sample = data[pixel * channels + (channels < 3 ? 0 : channel)]!
        values[pixel * 3 + channel] = isTable || depth === 8 ? sample : Math.round(sample / 257)
      }
    }
    return { width, height, values }
  }

const decodeBy =
  (jpeg: Jpeg, png: Png): Decode =>
  (path) =>
  (bytes) => {
    const wrong = (got: string) =>
      fault({
        where: 'data',
        rule: 'an image must be a whole JPEG or PNG file',
        got,
        path: [path],
        hint: 'the file is damaged or was cut off on its way: put it there again',
      })
    const decode = isJpeg(bytes) ? fromJpeg(jpeg) : isPng(bytes) ? fromPng(png) : undefined
    if (decode === undefined) {
      const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
      return E.left(wrong(bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes that begin with ${start}`))
    }
    return E.tryCatch(
      () => decode(bytes),
      (error) =>
        wrong(
          `${bytes.length} bytes that can't be decoded (${error instanceof Error ? error.message : String(error)})`,
        ),
    )
  }

/**
 * What decodes JPEG and PNG files, told apart by their first bytes, whatever their names say. It is loaded when it is asked for: no
 * other data set needs it.
 *
 * @returns a `Left` that names the file when it is neither, or is damaged or cut off
 */
export const decoder: TE.TaskEither<Fault, Decode> = pipe(
  TE.tryCatch(
    () => Promise.all([import('jpeg-js'), import('fast-png')]),
    (error) =>
      fault({
        where: 'data',
        rule: 'the packages that decode images must be installed',
        got: error instanceof Error ? error.message : String(error),
        hint: 'install the packages again: npm ci',
      }),
  ),
  TE.map(([jpeg, png]) => decodeBy(jpeg, png)),
)
