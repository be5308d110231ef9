import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type DataSet, dataDigest, ownData, readBatch } from '../../../src/data/index.ts'
import { render } from '../../../src/fault.ts'
import { inputOf } from '../numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-classes-'))
afterAll(() => rmSync(root, { recursive: true }))

const image = (width: number, height: number, pixel: readonly number[]): Uint8Array =>
  encode({
    width,
    height,
    data: Uint8Array.from({ length: width * height * pixel.length }, (_, i) => pixel[i % pixel.length]!),
    channels: pixel.length as 1 | 3,
  })

const folder = (files: Readonly<Record<string, Uint8Array | string>>): string => {
  const dir = mkdtempSync(join(root, 'data-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  return dir
}
const asking = { predicts: 'classes' } as const
const loaded = async (dir: string, imageSize?: number): Promise<DataSet> => {
  const found = await ownData(dir, { ...asking, imageSize })()
  return E.isLeft(found) ? expect.fail(render(found.left)) : found.right
}
const saying = async (dir: string): Promise<string> =>
  E.match(render, (data: DataSet) => data.source)(await ownData(dir, asking)())

const halves = {
  'train/cat/1.png': image(4, 3, [255, 0, 51]),
  'train/cat/2.PNG': image(4, 3, [0, 0, 0]),
  'train/dog/1.png': image(8, 6, [0, 255, 0]),
  'train/dog/notes.txt': 'no image',
  'train/.DS_Store': '',
  'test/dog/9.png': image(4, 3, [0, 0, 255]),
  'test/cat/9.png': image(4, 3, [255, 255, 255]),
}

describe('a folder of class folders', () => {
  it('holds an image an example, in the size of the first, labelled by its folder', async () => {
    const data = await loaded(folder(halves))
    const { train, test } = data
    expect([train.count, test.count, train.inputShape, data.classNames]).toEqual([3, 2, [3, 4, 3], ['cat', 'dog']])
    expect([0, 1, 2].map(train.label)).toEqual([0, 0, 1])
    expect([0, 1].map(test.label)).toEqual([0, 1])
    expect(inputOf(train, 0).slice(0, 6)).toEqual([1, 0, 0.2, 1, 0, 0.2].map(Math.fround))
    // The mean over areas of one colour is that colour.
    expect(inputOf(train, 2)).toEqual(Array.from({ length: 12 }, () => [0, 1, 0]).flat())
  })
  it('is brought to the size that is asked for; large images to 32 × 32 unless one is', async () => {
    expect((await loaded(folder(halves), 5)).train.inputShape).toEqual([5, 5, 3])
    const large = folder(Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`a/${i}.png`, image(100, 20, [i])])))
    const data = await loaded(large)
    expect([data.train.inputShape, data.train.count, data.test.count]).toEqual([[32, 32], 4, 1])
  })
  it('has one channel where images are grey, and names one with colours', async () => {
    const grey = { 'a/1.png': image(2, 2, [51]), 'b/1.png': image(2, 2, [102]), 'b/2.png': image(2, 2, [255]) }
    const more = { 'a/2.png': image(2, 2, [0]), 'a/3.png': image(2, 2, [204]) }
    const data = await loaded(folder({ ...grey, ...more }))
    const values = [data.train, data.test].flatMap((of) =>
      Array.from({ length: of.count }, (_, i) => inputOf(of, i)[0]!),
    )
    expect(values.sort()).toEqual([0, 0.2, 0.4, 0.8, 1].map(Math.fround))
    const odd = await loaded(folder({ ...grey, ...more, 'a/3.png': image(2, 2, [1, 2, 3]) }))
    const said = [odd.train, odd.test].map((of) =>
      readBatch(
        of,
        Int32Array.from({ length: of.count }, (_, i) => i),
        0,
      ),
    )
    const wrong = said.find(E.isLeft)
    expect(wrong === undefined ? '' : render(wrong.left)).toMatch(/images must all be grey[\s\S]*a\/3\.png/)
  })
  it('has the digest of its files: with one byte changed it is another', async () => {
    const digestOf = async (files: Readonly<Record<string, Uint8Array | string>>) =>
      dataDigest(await loaded(folder(files)))
    const before = await digestOf(halves)
    expect(await digestOf({ ...halves })).toBe(before)
    expect(await digestOf({ ...halves, 'train/cat/2.PNG': image(4, 3, [0, 0, 1]) })).not.toBe(before)
  })
  it.each([
    [{ 'train/cat/1.png': halves['train/cat/1.png'], 'train/dog/1.gif': 'GIF' }, /got 1\.gif[\s\S]*train\/dog/],
    [{ ...halves, 'test/cow/1.png': halves['test/dog/9.png'] }, /must be one that is learned, got `cow`/],
    [{ ...halves, 'train/cat/1.png': 'no image' }, /whole JPEG or PNG file[\s\S]*cat\/1\.png/],
    [{ 'a/1.png': image(2, 2, [0]) }, /at least 5 images[\s\S]*got 1/],
  ])('says what is wrong and where (%#)', async (files, wrong) => {
    expect(await saying(folder(files))).toMatch(wrong)
  })
  it('refuses to predict numbers of images', async () => {
    const found = await ownData(folder(halves), { predicts: 'numbers' })()
    expect(E.isLeft(found) ? render(found.left) : '').toContain('numbers to predict must be in a table or in arrays')
  })
})
