import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeRecord, recordedRuns } from '../../src/records/index.ts'
import { right } from '../experiment/digits.ts'
import { readCsv } from './written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-compare-process-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bin = join(import.meta.dirname, '../../bin/retain.js')

writeFileSync(
  join(folder, 'mine.ts'),
  `import { defineMethod, gradientStep, positive } from 'retain-lang'
   export const mine = defineMethod({
     name: 'mine', source: 'a test', options: { rate: positive(0.07) }, state: () => ({}),
     onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
   })`,
)

const compare = (out: string, ...more: readonly string[]): readonly string[] => [
  bin,
  ...'compare ./mine.ts,er --benchmark permuted-mnist --tasks 2 --samples 100 --seeds 0-1 --backend wasm'.split(' '),
  ...['--set', 'mine.rate=0.05', '--workers', '2', '--out', out, ...more],
]

const timeless = (out: string): readonly Readonly<Record<string, string>>[] =>
  readCsv(readFileSync(join(folder, out, 'table.csv'), 'utf8')).map((row) => ({
    ...row,
    train_seconds: '',
    train_seconds_std: '',
  }))

const recordsIn = (out: string) => {
  // One that was killed leaves the locks of its records.
  const names = readdirSync(join(folder, out, 'records')).filter((name) => name.endsWith('.jsonl'))
  return names.map((name) => {
    const path = join(folder, out, 'records', name)
    return recordedRuns(right(decodeRecord(path)(readFileSync(path, 'utf8')))).at(-1)
  })
}

/** Starts a comparison and sends it a signal once a run has ended; the exit status, or the signal that ended it. */
const cutShort = async (out: string, signal: NodeJS.Signals): Promise<{ how: number | string | null; err: string }> => {
  const child = spawn(process.execPath, [...compare(out)], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.on('data', (chunk) => {
    if (err === '') child.kill(signal)
    err += chunk
  })
  const how = await new Promise<number | string | null>((resolve) =>
    child.on('close', (code, by) => resolve(code ?? by)),
  )
  return { how, err }
}

describe('a comparison that is cut short', () => {
  it('killed, then resumed, ends with the table of one that was not', async () => {
    expect((await cutShort('killed', 'SIGKILL')).how).toBe('SIGKILL')
    const left = recordsIn('killed')
    expect(left.filter((run) => run?.ending?._tag === 'RunEnded').length).toBeGreaterThanOrEqual(1)
    expect(left.filter((run) => run?.ending?._tag === 'RunEnded').length).toBeLessThan(4)
    const run = promisify(execFile)
    const resumed = await run(process.execPath, [...compare('killed', '--resume')], { cwd: folder })
    expect(resumed.stderr).toMatch(/^\d of 4 runs (is|are) recorded already\n/)
    await run(process.execPath, [...compare('whole', '--quiet')], { cwd: folder })
    expect(timeless('killed')).toEqual(timeless('whole'))
    expect(timeless('whole').map(({ method, seeds }) => `${method} ${seeds}`)).toEqual(['mine 2', 'er 2'])
  })

  it('interrupted, ends in good order with status 130', async () => {
    const { how, err } = await cutShort('interrupted', 'SIGINT')
    expect(how).toBe(130)
    expect(err.split('\n').at(-2)).toBe(
      'interrupted; what was done is in interrupted: go on with the same command and --resume',
    )
    const endings = recordsIn('interrupted').map((run) => run?.ending?._tag)
    expect(endings).toContain('RunInterrupted')
    expect(endings.every((tag) => tag === 'RunEnded' || tag === 'RunInterrupted')).toBe(true)
  })
})
