import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { cifar10Format, cifar100Format, decodeCifar } from '../../src/data/cifar/index.ts'
import {
  type CifarFormat,
  cifar10,
  cifar100,
  cifarFromFolder,
  type DataSet,
  dataDigest,
  type Examples,
} from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { benchmarkNamed } from '../../src/streams/index.ts'
import { inputOf } from './numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-cifar-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Byte p of image i, in the order of the file: red, green and blue plane. */
const byteAt = (i: number, p: number): number => (i * 131 + p * 7 + (p >> 10) * 50) % 256

/** A binary file: labels and planes of `count` images, labels going round from `from` on. */
const file = (format: CifarFormat, count: number, from = 0): Uint8Array =>
  Uint8Array.from(
    Array.from({ length: count }, (_, i) => [
      ...format.labels.map((below) => (from + i) % below),
      ...Array.from({ length: 3072 }, (_, p) => byteAt(from + i, p)),
    ]).flat(),
  )

let folders = 0
const folder = (files: Readonly<Record<string, Uint8Array | undefined>>, inside = ''): string => {
  folders += 1
  const dir = join(root, `${folders}`)
  mkdirSync(join(dir, inside), { recursive: true })
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== undefined) writeFileSync(join(dir, inside, name), bytes)
  }
  return dir
}
const ten: Readonly<Record<string, Uint8Array>> = Object.fromEntries([
  ...cifar10Format.train.map((name, i) => [name, file(cifar10Format, 4, 4 * i)]),
  ['test_batch.bin', file(cifar10Format, 10, 20)],
])
const hundred = { 'train.bin': file(cifar100Format, 100), 'test.bin': file(cifar100Format, 100, 100) }

const loaded = async (format: CifarFormat, dir: string): Promise<DataSet> => {
  const data = await cifarFromFolder(format)(dir)()
  return E.isRight(data) ? data.right : expect.fail(render(data.left))
}
const saying = async (
  format: CifarFormat,
  files: Readonly<Record<string, Uint8Array | undefined>>,
): Promise<string> => {
  const dir = folder(files)
  return E.match(render, (data: DataSet) => data.source)(await cifarFromFolder(format)(dir)()).replaceAll(dir, 'DIR')
}
const labelsOf = (examples: Examples) => Array.from({ length: examples.count }, (_, i) => examples.label(i))

describe('decodeCifar', () => {
  it('law: its digest is that of its files, whatever their folder; with one byte changed it is another', async () => {
    const before = dataDigest(await loaded(cifar10Format, folder(ten)))
    expect(dataDigest(await loaded(cifar10Format, folder(ten, 'cifar-10-batches-bin')))).toBe(before)
    for (const name of ['data_batch_3.bin', 'test_batch.bin'])
      for (const at of [0, 3073, 50]) {
        const bytes = Uint8Array.from(ten[name]!)
        bytes[at] = (bytes[at]! + 1) % 10
        expect(dataDigest(await loaded(cifar10Format, folder({ ...ten, [name]: bytes })))).not.toBe(before)
      }
  })
  it('law: value (row, column, channel) is byte channel · 1024 + row · 32 + column of its image, over 255', () => {
    const made = decodeCifar(cifar100Format, '')(hundred['train.bin'])
    if (E.isLeft(made)) expect.fail(render(made.left))
    expect(made.right.inputShape).toEqual([32, 32, 3])
    fc.assert(
      fc.property(fc.nat(99), fc.nat(31), fc.nat(31), fc.nat(2), (i, row, column, channel) => {
        const value = inputOf(made.right, i)[(row * 32 + column) * 3 + channel]
        expect(value).toBe(Math.fround(byteAt(i, channel * 1024 + row * 32 + column) / 255))
      }),
    )
  })
  it('control: planes are NOT taken for pixels', () => {
    const made = decodeCifar(cifar10Format, '')(file(cifar10Format, 1))
    const stored = Array.from({ length: 3072 }, (_, p) => Math.fround(byteAt(0, p) / 255))
    expect(E.map((of: Examples) => inputOf(of, 0))(made)).not.toEqual(E.right(stored))
  })
  it('law: no beginning of a file is taken for it but whole images', () => {
    fc.assert(
      fc.property(fc.nat(4 * 3073), (length) => {
        const made = decodeCifar(cifar10Format, '')(file(cifar10Format, 4).subarray(0, length))
        expect(E.isRight(made)).toBe(length > 0 && length % 3073 === 0)
      }),
    )
  })
})

describe('cifarFromFolder', () => {
  it('reads CIFAR-10: five files to train by, in order, and one to test by', async () => {
    const { train, test, name, source } = await loaded(cifar10Format, folder(ten))
    expect([name, train.count, test.count, train.classes]).toEqual(['cifar10', 20, 10, 10])
    expect(labelsOf(train)).toEqual(Array.from({ length: 20 }, (_, i) => i % 10))
    expect(source).toMatch(/: 20 training images and 10 test images$/)
    expect(inputOf(train, 13)[1]).toBe(Math.fround(byteAt(13, 1024) / 255))
  })
  it('reads the fine labels of CIFAR-100', async () => {
    const { train } = await loaded(cifar100Format, folder(hundred))
    expect([train.classes, train.label(42)]).toEqual([100, 42])
  })
  it.each(['cifar-10-batches-bin', 'cifar10', join('cifar10', 'cifar-10-batches-bin')])(
    'looks into %s',
    async (inside) => {
      expect((await loaded(cifar10Format, folder(ten, inside))).source).toContain(`${inside}: 20 training`)
    },
  )
  it('says which files it wants and how to come by them', async () => {
    expect(await saying(cifar10Format, {})).toBe(
      'data: a folder of cifar10 must hold the binary files data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin, test_batch.bin, got an empty folder.\n' +
        '  in        DIR\n' +
        '  hint      they are in the archive cifar-10-binary.tar.gz; where the network allows, `retain data fetch cifar10 --data DIR` fetches it',
    )
    expect(await saying(cifar10Format, { ...ten, 'data_batch_3.bin': undefined })).toContain(
      'got none named data_batch_3.bin',
    )
    expect(await saying(cifar100Format, { 'cifar-100-binary.tar.gz': new Uint8Array(1) })).toContain(
      'unpack the archive first: tar -xzf cifar-100-binary.tar.gz',
    )
  })
  it('says of the python form that the binary form is wanted', async () => {
    expect(await saying(cifar10Format, { data_batch_1: new Uint8Array(1) })).toContain(
      "`data_batch_1` is of the python form, which isn't read: fetch the binary form, cifar-10-binary.tar.gz",
    )
    const dir = folder({}, 'cifar-100-python')
    expect(E.mapLeft(render)(await cifar100(dir)())).toEqual(
      E.left(expect.stringContaining('`cifar-100-python` is of the python form')),
    )
  })
  it('says that a file is cut off, empty, or of the other set', async () => {
    expect(await saying(cifar10Format, { ...ten, 'test_batch.bin': file(cifar10Format, 2).subarray(0, 4000) })).toBe(
      'data: a binary file of cifar10 must be whole images long, a multiple of 3073 bytes, got 4000 bytes, 927 too many.\n' +
        '  in        DIR/test_batch.bin\n' +
        "  hint      the file is damaged, was cut off on its way or isn't of cifar10: fetch it again",
    )
    expect(await saying(cifar10Format, { ...ten, 'test_batch.bin': new Uint8Array() })).toContain('got an empty file')
    expect(await saying(cifar100Format, { ...hundred, 'test.bin': file(cifar10Format, 10) })).toContain(
      'a multiple of 3074 bytes',
    )
  })
  it('says which label is out of range', async () => {
    const odd = file(cifar10Format, 3)
    odd[2 * 3073] = 10
    expect(await saying(cifar10Format, { ...ten, 'data_batch_2.bin': odd })).toContain(
      'labels must be 0 to 9, got 10 at image 2',
    )
    const coarse = file(cifar100Format, 3)
    coarse[3074] = 20
    expect(await saying(cifar100Format, { ...hundred, 'train.bin': coarse })).toContain(
      'coarse labels must be 0 to 19, got 20 at image 1',
    )
  })
  it('holds a file of the published size to the published checksum, and no other', async () => {
    const known = (bytes: Uint8Array, content: Uint8Array): CifarFormat => ({
      ...cifar100Format,
      official: { 'test.bin': { bytes: bytes.length, sha1: createHash('sha1').update(content).digest('hex') } },
    })
    const test = hundred['test.bin']
    expect(await saying(known(test, test), hundred)).toContain('100 training images')
    expect(await saying(known(test, hundred['train.bin']), hundred)).toContain(
      `the checksum of a file named \`test.bin\` must be that of cifar100, ${test.length} bytes with sha1 `,
    )
    expect(await saying(known(test, hundred['train.bin']), hundred)).toContain(
      'hint      the file was damaged on its way: fetch it again',
    )
    expect(await saying(known(test.subarray(1), hundred['train.bin']), hundred)).toContain('100 training images')
  })
  it('says that no folder was named, or that it is not there', async () => {
    expect(E.mapLeft(render)(await cifar10()())).toEqual(
      E.left(
        'data: a folder that holds cifar10 must be named, with data_batch_1.bin to data_batch_5.bin and test_batch.bin, got none.\n' +
          '  hint      name it with --data DIR; where the network allows, `retain data fetch cifar10 --data DIR` fetches it',
      ),
    )
    expect(E.mapLeft(render)(await cifar10(join(root, 'nowhere'))())).toEqual(
      E.left(expect.stringContaining('the folder of data must be there and readable, got nothing there')),
    )
  })
})

describe('split-cifar100', () => {
  it('is 20 tasks of five classes each, which a task tells', async () => {
    const benchmark = benchmarkNamed('split-cifar100')
    if (E.isLeft(benchmark)) expect.fail(benchmark.left.rule)
    const data = await benchmark.right.data(folder(hundred, 'cifar-100-binary'))()
    const stream = E.chain((of: DataSet) => benchmark.right.stream(of, { seed: 1, normalise: true }))(data)
    if (E.isLeft(stream)) expect.fail(render(stream.left))
    expect(stream.right.tasks.map(({ classes }) => classes)).toEqual(
      Array.from({ length: 20 }, (_, t) => Array.from({ length: 5 }, (_, c) => 5 * t + c)),
    )
    for (const { train, test, classes } of stream.right.tasks) {
      expect([...labelsOf(train)].sort((a, b) => a - b)).toEqual(classes)
      expect([...labelsOf(test)].sort((a, b) => a - b)).toEqual(classes)
    }
    const raw = byteAt(100 + 7, 1024) / 255
    expect(inputOf(stream.right.tasks[1]!.test, 2)[1]).toBeCloseTo((raw - 0.4867) / 0.2565, 5)
  })
})
