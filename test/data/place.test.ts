import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { encode as encodePng } from 'fast-png'
import { zipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type DataSet, dataSets } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-place-'))
afterAll(() => rmSync(root, { recursive: true }))

const images = (count: number): Uint8Array =>
  Uint8Array.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 2, ...Array(4 * count).fill(7)])
const labels = (count: number): Uint8Array => Uint8Array.from([0, 0, 8, 1, 0, 0, 0, count, ...Array(count).fill(0)])
const idx = {
  'train-own-images-idx3-ubyte': images(3),
  'train-own-labels-idx1-ubyte.gz': gzipSync(labels(3)),
  't10k-own-images-idx3-ubyte': images(2),
  't10k-own-labels-idx1-ubyte': labels(2),
}
const ten = ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']
const png = encodePng({ width: 84, height: 84, channels: 3, depth: 8, data: new Uint8Array(84 * 84 * 3) })
const list = (name: string) =>
  Buffer.from(`filename,label\n${Array.from({ length: 6 }, (_, i) => `${name}${i}.png,${name}\n`).join('')}`)
const listed = ['train', 'val', 'test']

/** The smallest whole folder of each data set. */
const whole: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  mnist: idx,
  fashion: idx,
  cifar10: Object.fromEntries(ten.map((name) => [`${name}.bin`, new Uint8Array(3073)])),
  cifar100: { 'train.bin': new Uint8Array(3074), 'test.bin': new Uint8Array(3074) },
  'mini-imagenet': {
    ...Object.fromEntries(listed.map((name) => [`${name}.csv`, list(name)])),
    ...Object.fromEntries(
      listed.flatMap((name) => Array.from({ length: 6 }, (_, i) => [`images/${name}${i}.png`, png] as const)),
    ),
  },
  omniglot: Object.fromEntries(
    ['background', 'evaluation'].map((set) => {
      const drawings = { [`images/${set}/character01/1.png`]: png, [`images/${set}/character01/2.png`]: png }
      return [`images_${set}.zip`, zipSync(drawings)]
    }),
  ),
}
/** A folder that the data set is looked for in, inside the one that is named. */
const inner: Readonly<Record<string, string>> = {
  mnist: 'mnist',
  fashion: 'fashion',
  cifar10: 'cifar-10-batches-bin',
  cifar100: 'cifar-100-binary',
  'mini-imagenet': 'mini-imagenet',
  omniglot: 'omniglot',
}

let folders = 0
const folder = (files: Readonly<Record<string, Uint8Array>>, inside = '.'): string => {
  folders += 1
  const dir = join(root, `${folders}`)
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(dir, inside, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  return dir
}

const fakes: Readonly<Record<string, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a device': (path) => symlinkSync('/dev/zero', path),
}

describe.each(dataSets.map(({ name, data }) => [name, data] as const))('%s', (name, data) => {
  const files = whole[name]!
  const sourceIn = async (dir: string) =>
    E.match(render, ({ source }: DataSet) => source.replace(/^.*?: /, ''))(await data(dir)())

  it('is read where all of its files are regular ones', async () => {
    expect(E.isRight(await data(folder(files))())).toBe(true)
  })
  it.each(Object.keys(files))('refuses at once what only bears the name of its file %s', async (file) => {
    for (const [got, make] of Object.entries(fakes)) {
      const dir = folder(files)
      rmSync(join(dir, file))
      make(join(dir, file))
      const start = performance.now()
      const found = await data(dir)()
      expect(performance.now() - start).toBeLessThan(2000)
      // Images are looked for by their lists, so that one which isn't a file isn't there.
      if (file.startsWith('images/'))
        expect(E.mapLeft(render)(found)).toEqual(E.left(expect.stringContaining(file.slice(7))))
      else {
        expect(E.mapLeft(({ rule, got, path }: Fault) => ({ rule, got, path }))(found)).toEqual(
          E.left({ rule: 'the file must be a regular one', got, path: [join(dir, file)] }),
        )
      }
    }
  })
  it('is read beside folders whose names are like those of its files', async () => {
    const dir = folder(files)
    const plain = await sourceIn(dir)
    for (const file of Object.keys(files)) {
      const other = file.endsWith('.gz') ? file.replace(/\.gz$/, '') : `${file}.gz`
      mkdirSync(join(dir, other))
      if (/idx[13]/.test(file)) mkdirSync(join(dir, file.replace('-own', '').replace(/\.gz$/, '')))
    }
    expect(await sourceIn(dir)).toBe(plain)
  })
  it('is read from the folder inside that is complete, beside a file of a like name, or a folder', async () => {
    const [first] = Object.keys(files)
    for (const make of [(path: string) => writeFileSync(path, 'other'), fakes['a folder']!]) {
      const dir = folder(files, inner[name])
      make(join(dir, first!))
      expect(await sourceIn(dir)).toBe(await sourceIn(folder(files)))
    }
  })
})
