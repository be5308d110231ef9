import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { defaults, methodToJson } from '../../src/dsl/index.ts'
import type { RunStarted } from '../../src/experiment/index.ts'
import { finetune } from '../../src/methods/finetune.ts'
import { encodeLine, readRecordFile, recordedRuns } from '../../src/records/index.ts'
import { unchanged } from '../../src/sweep/kept.ts'
import { right, spotStream, startedOf } from '../experiment/digits.ts'
import { type Captured, captured, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-resume-'))
afterAll(() => rmSync(folder, { recursive: true }))

const idx = (shape: readonly number[], byte: (i: number) => number): Uint8Array => {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, side >> 8, side & 255])]
  const size = shape.reduce((product, side) => product * side, 1)
  return Uint8Array.from([...header, ...Array.from({ length: size }, (_, i) => byte(i) % 256)])
}

/** A small data set of its own. */
const data = join(folder, 'data')
mkdirSync(data)
for (const [half, count] of [
  ['train-own', 60],
  ['test-own', 30],
] as const) {
  writeFileSync(
    join(data, `${half}-images-idx3-ubyte`),
    idx([count, 4, 4], (i) => i * 37 + (i >> 4) * 11),
  )
  writeFileSync(
    join(data, `${half}-labels-idx1-ubyte`),
    idx([count], (i) => (i * 7) % 10),
  )
}

/** A method in a file, which a test changes. */
const method = join(folder, 'mine.json')
const written = JSON.stringify(methodToJson(finetune, defaults(finetune.options)))
writeFileSync(method, written)

const out = join(folder, 'out')
const record = join(out, 'records', 'mine-seed1.jsonl')
const compare = (...more: readonly string[]): Promise<Captured> =>
  captured([
    ...words('compare'),
    `${method},er`,
    ...words(`--benchmark permuted-mnist --tasks 2 --samples 30 --seeds 0-1 --backend wasm --quiet --workers 1`),
    ...['--data', data, '--out', out, ...more],
  ])

const whole = await (async () => {
  const made = await compare('--set', 'mine.rate=0.05')
  if (made.status !== 0) throw new Error(made.err)
  return { table: readFileSync(join(out, 'table.md'), 'utf8'), record: readFileSync(record, 'utf8') }
})()
const resume = (...more: readonly string[]): Promise<Captured> =>
  compare('--resume', ...(more.length === 0 ? ['--set', 'mine.rate=0.05'] : more))

/** What is refused when a file has other content for once; all is as it was afterwards. */
const refusedWith = async (path: string, content: string | Uint8Array, ...more: readonly string[]): Promise<string> => {
  const before = readFileSync(path)
  writeFileSync(path, content)
  try {
    const { status, out: said, err } = await resume(...more)
    expect([status, said]).toEqual([2, ''])
    return err
  } finally {
    writeFileSync(path, before)
  }
}

describe('a comparison that goes on', () => {
  it('control: with nothing changed, or the data in another place, it runs nothing and says the same', async () => {
    expect(await resume()).toMatchObject({ status: 0, err: '' })
    expect(readFileSync(join(out, 'table.md'), 'utf8')).toBe(whole.table)
    cpSync(data, join(folder, 'moved'), { recursive: true })
    const moved = await resume('--set', 'mine.rate=0.05', '--data', join(folder, 'moved'))
    expect(moved).toMatchObject({ status: 0, err: '' })
    expect(readFileSync(record, 'utf8')).toBe(whole.record)
  })

  it('is refused where the program of a method is another, and says that it is the program', async () => {
    const minus = written.replace('"operator":"subtract"', '"operator":"add"')
    expect(minus).not.toBe(written)
    const err = await refusedWith(method, minus)
    expect(err).toMatch(
      /^compare: what is recorded must be of what is asked for, got `digest of the program` [0-9a-f]{12} there and [0-9a-f]{12} here\.\n {2}in {8}\S*mine-seed0\.jsonl\n {2}hint {6}ask for the same, replace the records with --force, or name another folder with --out DIR\n$/,
    )
  })

  it('an option of another value is told apart from the program', async () => {
    expect((await resume('--set', 'mine.rate=0.06')).err).toContain('got `option rate` 0.05 there and 0.06 here.\n')
    expect((await resume('--set', 'mine.rate=0.05', '--set', 'er.memory=7')).err).toMatch(
      /got `option memory` 200 there and 7 here, `digest of the program` \S+ there and \S+ here\.\n/,
    )
  })

  it('is refused where one label of the data, or one pixel, is another', async () => {
    for (const name of ['train-own-labels-idx1-ubyte', 'test-own-images-idx3-ubyte']) {
      const bytes = readFileSync(join(data, name))
      bytes[30] = (bytes[30]! + 1) % 10
      expect(await refusedWith(join(data, name), bytes)).toMatch(/got `digest of the data` \S+ there and \S+ here\.\n/)
    }
  })

  it('is refused where a record disagrees with itself', async () => {
    const lines = whole.record.split('\n')
    const changed = lines.map((line) => line.replace(/("after":1,"accuracies":\[)[^,]*/, '$10.5'))
    expect(changed).not.toEqual(lines)
    expect(await refusedWith(record, changed.join('\n'))).toContain('the seal of others')
    const missing = lines.filter((line) => !line.includes('"TaskEnded","task":1'))
    expect(await refusedWith(record, missing.join('\n'))).toContain('record: the lines of a run must follow each other')
    const claimed = whole.record.replace(/"acc":[^,]*/, '"acc":0.9').replace(/,"seal":"[^"]*"/, '')
    expect(await refusedWith(record, claimed)).toContain('must have the seal of its lines, got none.')
  })

  it('is refused over a record of format 1, which is read', async () => {
    const [first = '', ...rest] = whole.record.trimEnd().split('\n')
    const { digests: _, ...started } = JSON.parse(first)
    const older = [JSON.stringify({ ...started, format: 1 }), ...rest].join('\n').replace(/,"seal":"[^"]*"/, '')
    const path = join(folder, 'older.jsonl')
    writeFileSync(path, `${older}\n`)
    const read = recordedRuns(right(await readRecordFile(path)()))[0]
    expect(read?.ending).toMatchObject({ metrics: { acc: expect.any(Number) } })
    expect(await refusedWith(record, `${older}\n`)).toContain(
      'compare: what is gone on with must say what program and data it was of, got a record of format 1, which can be read, but says neither.',
    )
  })

  it('--force replaces what was of something else', async () => {
    writeFileSync(method, written.replace('"operator":"subtract"', '"operator":"add"'))
    const forced = await compare('--force', '--set', 'mine.rate=0.05')
    writeFileSync(method, written)
    expect(forced.err).toBe('')
    expect(readFileSync(record, 'utf8')).not.toBe(whole.record)
    expect(await resume()).toMatchObject({ status: 2 })
  })
})

describe('a comparison whose files are changed while it goes on', () => {
  const asked: RunStarted = {
    ...startedOf(finetune, spotStream(2, 10), 5),
    format: 2,
    backend: 'auto',
    digests: { program: 'p', network: 'n', protocol: 'q', data: 'd' },
  }
  const job = { label: 'mine', seed: 4, asked, ticks: 0, order: {} as never }

  it('is ended where a run begins as another than was asked for', () => {
    expect(unchanged(job, { ...asked, backend: 'wasm' })).toEqual(E.right(undefined))
    expect(unchanged(job, { ...asked, digests: { ...asked.digests, program: 'other' } } as RunStarted)).toMatchObject({
      left: { where: 'compare', got: '`digest of the program` p there and other here', path: ['mine, seed 4'] },
    })
    expect(encodeLine(asked)).toContain('"digests":{"program":"p"')
  })
})
