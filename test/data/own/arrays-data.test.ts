import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type Asking, type DataSet, ownData } from '../../../src/data/index.ts'
import { render } from '../../../src/fault.ts'
import { npy } from '../../formats/npy/written.ts'
import { inputOf } from '../numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-arrays-'))
afterAll(() => rmSync(root, { recursive: true }))

let files = 0
const npz = (arrays: Readonly<Record<string, Uint8Array>>): string => {
  files += 1
  const path = join(root, `${files}.npz`)
  writeFileSync(
    path,
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]))),
  )
  return path
}
const loaded = async (path: string, asking: Asking): Promise<DataSet> => {
  const found = await ownData(path, asking)()
  return E.isLeft(found) ? expect.fail(render(found.left)) : found.right
}
const classes = { predicts: 'classes' } as const
const numbers = { predicts: 'numbers' } as const

const bytesOf = (values: Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array): Uint8Array =>
  new Uint8Array(values.buffer)
/** The same numbers, big end first. */
const turned = (bytes: Uint8Array, size: number): Uint8Array =>
  Uint8Array.from(bytes, (_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!)

const keras = {
  x_train: npy(
    '|u1',
    [3, 2, 2],
    Uint8Array.from({ length: 12 }, (_, i) => 17 * i),
  ),
  y_train: npy('<i8', [3], bytesOf(BigInt64Array.from([5n, 7n, 5n]))),
  x_test: npy('|u1', [1, 2, 2], Uint8Array.of(255, 0, 0, 51)),
  y_test: npy('|u1', [1], Uint8Array.of(7)),
}

describe('arrays of NumPy as data', () => {
  it('are images of bytes over 255, with labels numbered from 0', async () => {
    const data = await loaded(npz(keras), classes)
    expect([data.train.inputShape, data.train.classes, data.train.count, data.test.count]).toEqual([[2, 2], 2, 3, 1])
    expect([[0, 1, 2].map(data.train.label), data.test.label(0), data.classNames]).toEqual([[0, 1, 0], 1, ['5', '7']])
    expect(inputOf(data.train, 2)).toEqual([8, 9, 10, 11].map((i) => Math.fround((17 * i) / 255)))
  })
  it.each([
    ['<f4', 4, (x: Float64Array) => bytesOf(Float32Array.from(x))],
    ['>f4', 4, (x: Float64Array) => turned(bytesOf(Float32Array.from(x)), 4)],
    ['<f8', 8, (x: Float64Array) => bytesOf(x)],
    ['>f8', 8, (x: Float64Array) => turned(bytesOf(x), 8)],
    ['<i4', 4, (x: Float64Array) => bytesOf(Int32Array.from(x))],
    ['<i8', 8, (x: Float64Array) => bytesOf(BigInt64Array.from(Array.from(x, BigInt)))],
  ])('are read as %s, from an archive and from files of their own', async (descr, _, packed) => {
    const x = Float64Array.from({ length: 12 }, (_, i) => i - 5)
    const y = Float64Array.from({ length: 6 }, (_, i) => 3 * i)
    const arrays = { x: npy(descr, [6, 2], packed(x)), y: npy(descr, [6], packed(y), { version: 2 }) }
    const dir = mkdtempSync(join(root, 'files-'))
    for (const [name, bytes] of Object.entries(arrays)) writeFileSync(join(dir, `${name}.npy`), bytes)
    for (const path of [npz(arrays), dir]) {
      const { train, test } = await loaded(path, numbers)
      const rows = [train, test].flatMap((half) =>
        Array.from({ length: half.count }, (_, i) => {
          const into = new Float32Array(1)
          half.copyTarget?.(i, into, 0)
          return [half.place?.(i) ?? -1, ...inputOf(half, i), ...into]
        }),
      )
      expect(rows.sort(([a = 0], [b = 0]) => a - b)).toEqual(
        Array.from({ length: 6 }, (_, i) => [i, 2 * i - 5, 2 * i - 4, 3 * i]),
      )
    }
  })
  const six = npy('<i8', [6], bytesOf(BigInt64Array.from([0n, 1n, 0n, 1n, 0n, 1n])))
  const x = (descr: string, options = {}) => npy(descr, [6, 1], bytesOf(new Float32Array(6)), options)
  it.each([
    [{ x: x('<f4'), y: npy('<f4', [6], bytesOf(new Float32Array(6))) }, 'y', 'whole number an example'],
    [{ x: npy('<f4', [3, 2], bytesOf(new Float32Array(6)), { fortran: true }), y: six }, 'x.npy', "got Fortran's"],
    [{ x: x('<c8'), y: six }, 'x.npy', "got '<c8'"],
    [{ x: x('<f4').slice(0, -1), y: six }, 'x.npy', 'must be whole'],
    [{ x: Uint8Array.of(1, 2, 3), y: six }, 'x.npy', 'must be a file of NumPy'],
    [{ x: npy('<f4', [5, 1], bytesOf(new Float32Array(5))), y: six }, 'y', 'got 6'],
    [{ x: npy('<f4', [6, 1], bytesOf(Float32Array.of(0, 1, Number.NaN, 3, 4, 5))), y: six }, 'x', 'NaN at example 2'],
    [{ a: six }, 'npz', 'got a'],
  ])('say what is wrong and where (%#)', async (arrays, place, wrong) => {
    const found = await ownData(npz(arrays), classes)()
    const said = E.isLeft(found) ? render(found.left) : ''
    expect(said).toContain(place)
    expect(said).toContain(wrong)
  })
})
