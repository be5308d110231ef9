import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encode as encodePng } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { encode as encodeJpeg } from 'jpeg-js'
import { afterAll, describe, expect, it } from 'vitest'
import {
  batchOf,
  type DataSet,
  dataDigest,
  type Examples,
  miniImageNet,
  miniImageNetFrom,
  readBatch,
} from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { type Benchmark, benchmarkNamed } from '../../src/streams/index.ts'
import { inputOf } from './numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-mini-'))
afterAll(() => rmSync(root, { recursive: true }))

/** One colour all over, which says which image it is: its class, its number in the class, and a mark. */
const colourOf = (label: number, i: number): readonly number[] => [10 + 2 * label, 20 * i, 90]
const flat = (colour: readonly number[], width: number, height: number, channels: number): Uint8Array =>
  Uint8Array.from({ length: width * height * channels }, (_, p) => colour[p % channels] ?? 255)
const png = (colour: readonly number[], side = 84): Uint8Array =>
  encodePng({ width: side, height: side, channels: 3, depth: 8, data: flat(colour, side, side, 3) })
const jpeg = (colour: readonly number[], width = 84, height = 84): Uint8Array =>
  encodeJpeg({ width, height, data: flat(colour, width, height, 4) }, 100).data

type Files = Readonly<Record<string, string | Uint8Array | undefined>>
let folders = 0
const folder = (files: Files): string => {
  folders += 1
  const dir = join(root, `${folders}`)
  mkdirSync(dir)
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  return dir
}
const classNames = ['n03', 'n01', 'n04', 'n02']
const listOf = (...labels: readonly number[]): string =>
  [
    'filename,label',
    ...labels.flatMap((c) => Array.from({ length: 6 }, (_, i) => `${c}-${i}.jpg,${classNames[c]}`)),
    '',
  ].join('\r\n')
/** Every image is made once: all folders hold the same. */
const images = new Map(
  classNames.flatMap((_, c) =>
    Array.from({ length: 6 }, (__, i): readonly [string, Uint8Array] => [
      `${c}-${i}.jpg`,
      i === 0 ? jpeg(colourOf(c, i), 100, 90) : png(colourOf(c, i)),
    ]),
  ),
)
/** Four classes of six images: two to train on in the lists' own sense, one to validate, one to test. */
const whole = (place = (_label: number) => 'images'): Files => ({
  'train.csv': listOf(0, 1),
  'val.csv': listOf(2),
  'test.csv': listOf(3),
  ...Object.fromEntries([...images].map(([name, bytes]) => [join(place(Number(name[0])), name), bytes])),
})
const loaded = async (dir: string, cacheBytes?: number): Promise<DataSet> => {
  const data = await miniImageNetFrom(cacheBytes === undefined ? {} : { cacheBytes })(dir)()
  return E.isRight(data) ? data.right : expect.fail(render(data.left))
}
const saying = async (changed: Files): Promise<string> => {
  const dir = folder({ ...whole(), ...changed })
  return E.match(render, (data: DataSet) => data.source)(await miniImageNet(dir)()).replaceAll(dir, 'DIR')
}
/** Which images these are, read off their colours. */
const which = (examples: Examples): readonly string[] =>
  Array.from({ length: examples.count }, (_, i) => {
    const [red = 0, green = 0] = inputOf(examples, i)
    return `${Math.round((red * 255 - 10) / 2)}-${Math.round((green * 255) / 20)}`
  })

describe('miniImageNet', () => {
  it('law: its digest is that of its lists and the sizes of its images, wherever they lie', async () => {
    const digestOf = async (files: Files): Promise<string> => dataDigest(await loaded(folder(files)))
    const before = await digestOf(whole())
    expect(await digestOf(whole((label) => join('images', classNames[label]!)))).toBe(before)
    const others = [
      { 'train.csv': listOf(1, 0) },
      { 'val.csv': String(whole()['val.csv']).replace('2-5.jpg', '2-6.jpg'), 'images/2-6.jpg': images.get('2-5.jpg')! },
      { 'images/1-2.jpg': Uint8Array.from([...images.get('1-2.jpg')!, 0]) },
    ]
    for (const changed of others) expect(await digestOf({ ...whole(), ...changed })).not.toBe(before)
  })
  it('numbers classes as the lists come to them, and sets one image of six apart', async () => {
    const { train, test, source, name } = await loaded(folder(whole()))
    expect([name, train.count, test.count, train.classes, train.inputShape]).toEqual([
      'mini-imagenet',
      20,
      4,
      4,
      [84, 84, 3],
    ])
    expect(source).toMatch(/: 20 training images and 4 test images of 4 classes$/)
    const names = [...which(train), ...which(test)]
    const labels = [train, test].flatMap((half) => Array.from({ length: half.count }, (_, i) => half.label(i)))
    expect(names.map((one) => Number(one[0]))).toEqual(labels)
    expect(new Set(names).size).toBe(24)
    expect(Array.from({ length: 4 }, (_, i) => test.label(i))).toEqual([0, 1, 2, 3])
  })
  it('sets the same apart each time', async () => {
    const dir = folder(whole())
    expect(which((await loaded(dir)).test)).toEqual(which((await loaded(dir)).test))
  })
  it.each([
    ['.', () => '.'],
    ['folders of classes', (c: number) => classNames[c]!],
    ['images/ by class', (c: number) => join('images', classNames[c]!)],
    ['lists by class', (c: number) => join(c < 2 ? 'train' : c === 2 ? 'val' : 'test', classNames[c]!)],
  ])('finds images in %s', async (_, place) => {
    expect((await loaded(folder(whole(place)))).train.count).toBe(20)
  })
  it('reads an image when it is first used, and again only when it had to make room', async () => {
    const dir = folder(whole())
    const big = await loaded(dir)
    const small = await loaded(dir, 3 * 84 * 84 * 3)
    const first = which(big.train)
    expect(which(small.train)).toEqual(first)
    for (const name of first) unlinkSync(join(dir, 'images', `${name}.jpg`))
    expect(which(big.train)).toEqual(first)
    expect(inputOf(small.train, 19)).toEqual(inputOf(big.train, 19))
    expect(() => inputOf(small.train, 0)).toThrow('the image must be readable, got nothing there')
  })
  it('gives a fault for an image that turns out damaged while it is used', async () => {
    const dir = folder(whole())
    const { train } = await loaded(dir)
    const name = which(train)[7]!
    const data = await loaded(dir)
    writeFileSync(join(dir, 'images', `${name}.jpg`), png([1, 2, 3]).subarray(0, 60))
    expect(E.map(({ count }: { readonly count: number }) => count)(readBatch(data.train, [0, 1], 0))).toEqual(
      E.right(2),
    )
    const read = E.mapLeft(render)(readBatch(data.train, [0, 7], 0))
    expect(read).toEqual(
      E.left(expect.stringContaining('an image must be a whole JPEG or PNG file, got 60 bytes that')),
    )
    expect(read).toEqual(E.left(expect.stringContaining(`${name}.jpg`)))
    expect(() => batchOf(data.train, [7], 0)).toThrow('an image must be a whole JPEG or PNG file')
  })
  it('makes tasks of classes', async () => {
    const benchmark = benchmarkNamed('split-mini-imagenet')
    const data = await loaded(folder(whole()))
    const stream = E.chain((one: Benchmark) => one.stream(data, { seed: 0 }))(benchmark)
    expect(E.isLeft(stream) && render(stream.left)).toContain(
      '`tasks` must be at most 0, as mini-imagenet has 4 classes and a task takes 5, got 20',
    )
  })
})

describe('a folder of miniImageNet', () => {
  it('has to be named, to be there and to hold the lists', async () => {
    expect(E.mapLeft(render)(await miniImageNet()())).toEqual(
      E.left(
        'data: a folder that holds mini-imagenet must be named, with train.csv, val.csv, test.csv and the images that they list, got none.\n' +
          "  hint      name it with --data DIR; it is made from ImageNet, which isn't free to pass on, so no command fetches it",
      ),
    )
    expect(E.mapLeft(render)(await miniImageNet(join(root, 'nowhere'))())).toEqual(
      E.left(expect.stringContaining('name a folder of the lists and images of miniImageNet with --data DIR')),
    )
    expect(await saying({ 'val.csv': undefined })).toBe(
      'data: a folder of miniImageNet must hold train.csv, val.csv and test.csv, got nothing there.\n' +
        '  in        DIR/val.csv\n' +
        '  hint      put the list there',
    )
  })
  it('has lists of two names a line', async () => {
    expect(await saying({ 'val.csv': 'a.jpg,n1\n' })).toBe(
      'data: the first line of a list of images must be `filename,label`, got `a.jpg,n1`.\n' +
        '  in        DIR/val.csv\n' +
        '  hint      the lists are those of S. Ravi and H. Larochelle: train.csv, val.csv and test.csv',
    )
    const line = (text: string) => saying({ 'val.csv': `filename,label\n2-0.jpg,n04\n${text}\n` })
    const rule = 'must be the names of a file and of its class, with a comma between and without slashes, got'
    expect(await line('2-1.jpg')).toContain(`${rule} \`2-1.jpg\` in line 3`)
    expect(await line('2-1.jpg,n04,n05')).toContain(`${rule} \`2-1.jpg,n04,n05\` in line 3`)
    expect(await line('../../2-1.jpg,n04')).toContain(`${rule} \`../../2-1.jpg,n04\` in line 3`)
    expect(await line('2-1.jpg,..')).toContain(`${rule} \`2-1.jpg,..\` in line 3`)
    expect(await saying({ 'val.csv': 'filename,label\n' })).toContain('a list must name at least one image, got none')
  })
  it('has every image that is listed, once, and each class in one list', async () => {
    expect(await saying({ 'images/2-3.jpg': undefined })).toBe(
      "data: every listed image must be in the folder, in images/, or in a folder of its class, got 1 of 24 that aren't, such as 2-3.jpg of class n04.\n" +
        '  in        DIR\n' +
        '  hint      put the images into DIR/images',
    )
    expect(await saying({ 'val.csv': `${listOf(2)}2-0.jpg,n04\n` })).toContain(
      'an image must be listed once, got 2-0.jpg of n04 twice',
    )
    expect(await saying({ 'val.csv': listOf(1) })).toContain(
      'a class must be in one of the three lists, got n01 in train and val',
    )
    const five = listOf(2).split('\r\n').slice(0, 6).join('\n')
    expect(await saying({ 'val.csv': five })).toContain('a class must have at least 6 images, got 5 of n04')
  })
  it('has images, of which the first is tried at once', async () => {
    expect(await saying({ 'images/0-0.jpg': 'no image' })).toBe(
      'data: an image must be a whole JPEG or PNG file, got 8 bytes that begin with 6e 6f 20 69.\n' +
        '  in        DIR/images/0-0.jpg\n' +
        '  hint      the file is damaged or was cut off on its way: put it there again',
    )
  })
})
