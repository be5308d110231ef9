import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { reportCodec, reportOf } from '../../src/cli/words/report.ts'
import type { RecordedEvent } from '../../src/experiment/index.ts'
import { type RecordedRun, readRecordFile, recordedRuns } from '../../src/records/index.ts'
import { comparisonCodec, comparisonOf } from '../../src/sweep/comparison.ts'
import { standingsOf } from '../../src/sweep/standing.ts'
import { right } from '../experiment/digits.ts'
import { recordedEvents } from '../records/events.ts'
import { captured, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-numbers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const hasNull = (json: string): boolean => {
  let found = false
  JSON.parse(json, (_key, value) => {
    found ||= value === null
    return value
  })
  return found
}

const of = <T extends RecordedEvent['_tag']>(tag: T): fc.Arbitrary<Extract<RecordedEvent, { _tag: T }>> =>
  recordedEvents.filter((event): event is Extract<RecordedEvent, { _tag: T }> => event._tag === tag)

/** A run that came to its end, its numbers any. */
const anyRun: fc.Arbitrary<RecordedRun> = fc
  .tuple(of('RunStarted'), fc.array(of('Evaluated'), { minLength: 1, maxLength: 3 }), of('RunEnded'))
  .map(([started, rows, end]) => recordedRuns([started, ...rows.map((row, after) => ({ ...row, after })), end])[0]!)

/** Runs by one protocol. */
const anyRuns = fc.array(anyRun, { minLength: 1, maxLength: 2 }).filter((runs) => {
  const names = runs.map(({ ending }) => (ending?._tag === 'RunEnded' ? Object.keys(ending.metrics).join() : ''))
  return new Set(names).size === 1
})

describe('what is printed and written of runs', () => {
  it('law: reads back, whatever the numbers, and holds no null', () => {
    fc.assert(
      fc.property(anyRuns, (runs) => {
        const report = reportOf(runs)!
        const json = JSON.stringify(reportCodec.encode(report))
        expect(hasNull(json)).toBe(false)
        expect(reportCodec.decode(JSON.parse(json))).toEqual(E.right(report))
        const jobs = runs.map((run, seed) => [{ label: 'one', seed } as never, run] as const)
        const comparison = comparisonOf(standingsOf(['one'], new Map(jobs)), [0, 1])!
        const table = JSON.stringify(comparisonCodec.encode(comparison))
        expect(hasNull(table)).toBe(false)
        expect(comparisonCodec.decode(JSON.parse(table))).toEqual(E.right(comparison))
      }),
      { numRuns: 60 },
    )
  })

  const small =
    'run finetune --benchmark permuted-mnist --samples 20 --backend wasm --quiet --json --measure alignment fisher'
  it.each([
    ['one task', '--tasks 1', 0],
    ['one example', '--tasks 2 --samples 1 --batch 1', 0],
    ['many seeds', '--tasks 2 --seeds 0-2', 0],
    ['held-out digits', '--tasks 2 --evaluate validation --evaluate-every 1', 0],
    ['ragged batches', '--tasks 2 --samples 7 --batch 3 --epochs 2 --evaluate-every 2', 0],
    ['fewer batches than a pass', '--tasks 2 --iterations 1', 0],
    ['an infinite loss', '--tasks 2 --set rate=1e30', 3],
    ['the largest rate', '--tasks 2 --set rate=3e38', 3],
    ['a rate that does nothing', '--tasks 2 --set rate=1e-30', 0],
  ])('a run with %s', async (name, flags, status) => {
    const out = join(folder, `${name.replaceAll(' ', '-')}.jsonl`)
    const printed = await captured(words(`${small} ${flags} --out ${out}`))
    expect(printed.status).toBe(status)
    const text = readFileSync(out, 'utf8')
    for (const line of text.trimEnd().split('\n')) expect(hasNull(line)).toBe(false)
    const runs = recordedRuns(right(await readRecordFile(out)()))
    expect(runs.at(-1)?.ending?._tag).toBe(status === 0 ? 'RunEnded' : 'RunFailed')
    if (status !== 0) return
    expect(hasNull(printed.out)).toBe(false)
    expect(reportCodec.decode(JSON.parse(printed.out))).toEqual(E.right(reportOf(runs)))
  })
})
