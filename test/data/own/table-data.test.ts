import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type Asking, type DataSet, type Examples, ownData } from '../../../src/data/index.ts'
import { tableData } from '../../../src/data/own/table-data.ts'
import { render } from '../../../src/fault.ts'
import { inputOf } from '../numbered.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-table-'))
afterAll(() => rmSync(root, { recursive: true }))

let files = 0
const written = (text: string | Uint8Array, end = 'csv'): string => {
  files += 1
  const path = join(root, `${files}.${end}`)
  writeFileSync(path, text)
  return path
}
const loaded = async (path: string, asking: Asking): Promise<DataSet> => {
  const found = await ownData(path, asking)()
  return E.isLeft(found) ? expect.fail(render(found.left)) : found.right
}
const saying = async (path: string, asking: Asking): Promise<string> => {
  const found = await ownData(path, asking)()
  return E.match(render, (data: DataSet) => data.source)(found).replaceAll(root, 'DIR')
}
const targetOf = (examples: Examples, index: number): readonly number[] => {
  const into = new Float32Array(examples.classes)
  examples.copyTarget?.(index, into, 0)
  return [...into]
}
/** All rows of both halves, in the order of the file. */
const rowsOf = ({ train, test }: DataSet) =>
  [train, test]
    .flatMap((half) =>
      Array.from({ length: half.count }, (_, i) => ({
        place: half.place?.(i) ?? -1,
        input: inputOf(half, i),
        said: half.copyTarget === undefined ? half.label(i) : targetOf(half, i),
      })),
    )
    .sort((a, b) => a.place - b.place)

const numbers = { predicts: 'numbers' } as const
const classes = { predicts: 'classes' } as const

describe('a table as data', () => {
  it('predicts a named column from all others, and sets a fifth apart, the same in every run', async () => {
    const path = written('size,price,rooms\n1,10,-1\n2,20,-2\n3,30,-3\n4,40,-4\n5,50,-5\n')
    const data = await loaded(path, { ...numbers, target: 'price' })
    expect([data.train.count, data.test.count, data.train.inputShape, data.train.classes]).toEqual([4, 1, [2], 1])
    expect(rowsOf(data)).toEqual([1, 2, 3, 4, 5].map((n, place) => ({ place, input: [n, -n], said: [10 * n] })))
    expect(rowsOf(await loaded(path, { ...numbers, target: 'price' }))).toEqual(rowsOf(data))
    const swapped = await loaded(path, { ...numbers, target: 'rooms,size' })
    expect([swapped.train.classes, rowsOf(swapped)[2]!.said]).toEqual([2, [-3, 3]])
  })
  it('numbers classes in their order, numbers by size, and tasks as they come', async () => {
    const path = written('x,label,where\n1,10,b\n2,9,a\n3,10,b\n4,2,a\n5,9,c\n')
    const data = await loaded(path, { ...classes, by: 'where' })
    expect([data.classNames, data.tasks, data.train.inputShape]).toEqual([['2', '9', '10'], ['b', 'a', 'c'], [1]])
    const said = new Map(
      [data.train, data.test].flatMap((half) =>
        Array.from({ length: half.count }, (_, i) => [inputOf(half, i)[0], [half.label(i), half.place?.(i)]] as const),
      ),
    )
    expect(said).toEqual(
      new Map([
        [1, [2, 0]],
        [2, [1, 1]],
        [3, [2, 0]],
        [4, [0, 1]],
        [5, [1, 2]],
      ]),
    )
  })
  it('reads tabs, quotes, a mark of UTF-8, lines of Windows, empty lines and gzip', async () => {
    const text = '\ufeff"a ""b"""\ty\r\n\r\n"1.5"\t2\r\n-1e-1\t3\r\n+2\t4\r\n.5\t5\r\n6.\t6'
    const plain = await loaded(written(text, 'tsv'), numbers)
    expect(rowsOf(plain).map(({ input, said }) => [...input, ...(said as readonly number[])])).toEqual(
      [
        [1.5, 2],
        [-0.1, 3],
        [2, 4],
        [0.5, 5],
        [6, 6],
      ].map((row) => row.map(Math.fround)),
    )
    expect(rowsOf(await loaded(written(gzipSync(text), 'tsv.gz'), numbers))).toEqual(rowsOf(plain))
  })
  it('reads pixels as an image of values in [0, 1], as Kaggle has digits, with names or without', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => [i % 2, 0, 51, 255, 102])
    const titled = written(`label,pixel0,pixel1,pixel2,pixel3\n${rows.map((row) => row.join()).join('\n')}\n`)
    const data = await loaded(titled, classes)
    expect([data.train.inputShape, inputOf(data.train, 0)]).toEqual([[2, 2], [0, 0.2, 1, 0.4].map(Math.fround)])
    const bare = written(Array.from({ length: 5 }, (_, i) => [i, ...Array(784).fill(255)].join()).join('\n'))
    const digits = await loaded(bare, { ...classes, target: '1' })
    expect([digits.train.inputShape, digits.train.classes, Math.min(...inputOf(digits.train, 0))]).toEqual([
      [28, 28],
      5,
      1,
    ])
    const others = written(
      `label,pixel0,pixel1,pixel2,pixel3\n${rows.map((row) => row.join()).join('\n')}\n0,1,2,3,256\n`,
    )
    expect((await loaded(others, classes)).train.inputShape).toEqual([4])
  })
  it('takes train and test of a folder; where the second does not say what is right, a fifth of the first judges', async () => {
    const dir = mkdtempSync(join(root, 'both-'))
    writeFileSync(join(dir, 'train.csv'), 'x,label\n1,a\n2,b\n3,a\n4,b\n5,a\n')
    writeFileSync(join(dir, 'test.csv'), 'x,label\n7,b\n')
    const both = await loaded(dir, classes)
    expect([both.train.count, both.test.count, both.test.label(0)]).toEqual([5, 1, 1])
    writeFileSync(join(dir, 'test.csv'), 'x\n7\n')
    const one = await loaded(dir, classes)
    expect([one.train.count, one.test.count]).toEqual([4, 1])
    writeFileSync(join(dir, 'test.csv'), 'x,label\n7,b\n8,c\n')
    expect(await saying(dir, classes)).toContain('test.csv ▸ line 3 ▸ column label')
    writeFileSync(join(dir, 'test.csv'), 'z,label\n7,b\n')
    expect(await saying(dir, classes)).toContain('the same columns in the same order, got `z` for `x`')
  })
  it('law: rows that are read again as they are needed are those that are kept, to the bit', async () => {
    const field = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((n) => `${Math.fround(n)}`),
      fc.integer().map((n) => `"${n}"`),
      fc.integer().map((n) => ` ${n} `),
    )
    const table = fc.record({
      rows: fc.array(fc.tuple(field, field, fc.constantFrom('a', '"b\n,c"', 'é')), { minLength: 5, maxLength: 30 }),
      end: fc.constantFrom('\n', '\r\n'),
      gap: fc.constantFrom('', '\n\n'),
      mark: fc.constantFrom('', '\ufeff'),
    })
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, end, gap, mark }) => {
        const text = `${mark}u,v,"the ""class"""${end}${gap.replaceAll('\n', end)}${rows.map((row) => row.join()).join(end)}${end}`
        const path = written(text)
        const asking = { ...classes, target: 'the "class"' }
        const kept = await tableData({ train: path }, asking)()
        const again = await tableData({ train: path }, asking, 8)()
        if (E.isLeft(kept) || E.isLeft(again)) return expect.fail('a table was refused')
        expect(rowsOf(again.right)).toEqual(rowsOf(kept.right))
        const all = [kept.right.train.count, kept.right.test.count]
        expect(all).toEqual([rows.length - Math.floor(rows.length / 5), Math.floor(rows.length / 5)])
      }),
      { numRuns: 30 },
    )
  })
  it.each([
    ['x,y\n1,2\nfive,3\n', numbers, 'line 3 ▸ column x', '`five`'],
    ['x,y\n1,2\n2,nan\n', numbers, 'line 3 ▸ column y', '`nan`'],
    ['x,y\n1,2\n2,\n', numbers, 'line 3 ▸ column y', 'an empty field'],
    ['x,y\n1,2\n1e39,3\n', numbers, 'line 3 ▸ column x', '1e39'],
    ['x,y\n1,2\n3\n', numbers, 'line 3', 'got 1'],
    ['x,y\n1,2\n3,4,5\n', numbers, 'line 3', 'got 3'],
    ['x,y\n1,"2\n3,4\n', numbers, 'line 3', 'whole rows'],
    ['x,x,y\n1,2,3\n', numbers, 'csv', '`x` more than once'],
    ['x,z\n1,2\n', numbers, 'csv', 'none of them'],
    ['label,y\n1,2\n', numbers, 'csv', '`label`, `y`'],
    ['x,y\n1,2\n', { ...numbers, target: 'rooms' }, '--target', '`rooms`'],
    ['x,y\n1,2\n', { ...classes, by: 'y' }, 'csv', '`y` for both'],
    ['x,y\n', numbers, 'csv', 'got none'],
    ['x,y\n1,2\n', numbers, 'csv', 'at least 5 rows'],
    ['', numbers, 'csv', 'must have rows'],
  ])('says of %j what is wrong and where', async (text, asking, place, got) => {
    const said = await saying(written(text), asking as Asking)
    expect(said).toContain(place)
    expect(said).toContain(got)
  })
  it('refuses columns that are asked of other data, and what is no data', async () => {
    const dir = mkdtempSync(join(root, 'none-'))
    expect(await saying(dir, classes)).toContain('a folder with none of these')
    expect(await saying(join(dir, 'nowhere.csv'), classes)).toContain('nothing there')
    expect(await saying(written('x', 'docx'), classes)).toContain('a file of another name')
  })
})
