import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../src/experiment/index.ts'
import { lock, lockFileOf } from '../../src/files/index.ts'
import { finetune } from '../../src/methods/finetune.ts'
import { openRecordFile, readRecordFile, recordedRuns } from '../../src/records/index.ts'
import { right, spotStream, startedOf } from '../experiment/digits.ts'
import { ending, started } from '../files/processes.ts'
import { captured, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-two-writers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const retain = (line: string) => started(join(import.meta.dirname, '../../bin/retain.js'), ...words(line))
const small = '--benchmark permuted-mnist --tasks 2 --samples 100 --backend wasm --quiet'
const inUse = (what: string): RegExp =>
  new RegExp(`${what} must be one that no other process writes, got process \\d+ on`)

/** How many runs of a record ended, which is whole. */
const endings = async (path: string): Promise<readonly (string | undefined)[]> =>
  recordedRuns(right(await readRecordFile(path)())).map(({ ending }) => ending?._tag)

describe('two runs with one record', () => {
  it('the second is refused, whatever it is told, and the record of the first is whole', async () => {
    const out = join(folder, 'a.jsonl')
    const first = retain(`run finetune ${small.replace('--tasks 2', '--tasks 400')} --out ${out}`)
    const over = ending(first)
    while (!existsSync(lockFileOf(out)) && first.exitCode === null) await setTimeout(20)
    const others = [retain(`run finetune ${small} --out ${out}`), retain(`run er ${small} --force --out ${out}`)]
    expect(await Promise.all(others.map(ending))).toEqual([2, 2])
    expect(others[1]!.said()).toMatch(inUse('record: the record'))
    expect(first.exitCode).toBe(null)
    first.kill('SIGKILL')
    expect(await over).toBe('SIGKILL')
    expect(await endings(out)).toEqual([undefined])
    // The lock of one that was killed holds up nobody.
    expect(readdirSync(folder)).toEqual(['.a.jsonl.lock', 'a.jsonl'])
    const next = await captured(words(`run finetune ${small} --force --out ${out}`))
    expect([next.status, next.err]).toEqual([0, ''])
    expect(await endings(out)).toEqual(['RunEnded'])
    expect(readdirSync(folder)).toEqual(['a.jsonl'])
  })

  it('two with one plot: the second is refused before it runs', async () => {
    const plot = join(folder, 'drawn-accuracy.svg')
    const own = right(lock(plot))
    const refused = await captured(
      words(`run finetune ${small} --plot accuracy --force --out ${join(folder, 'drawn.jsonl')}`),
    )
    expect(refused.status).toBe(2)
    expect(refused.err).toMatch(inUse('--plot: the plot'))
    expect(existsSync(join(folder, 'drawn.jsonl'))).toBe(false)
    own.release()
  })
})

describe('two comparisons with one folder', () => {
  it('started at once, one is refused and the other is whole', async () => {
    const out = join(folder, 'compared')
    const both = [0, 1].map(() => retain(`compare finetune,er ${small} --seeds 0-1 --workers 2 --out ${out}`))
    const ends = await Promise.all(both.map(ending))
    expect([...ends].sort()).toEqual([0, 2])
    expect(both[ends.indexOf(2)]!.said()).toMatch(/no other process writes|must hold no records yet/)
    for (const name of readdirSync(join(out, 'records')))
      expect(await endings(join(out, 'records', name))).toEqual(['RunEnded'])
    expect(readdirSync(join(out, 'records')).length).toBe(4)
    expect(JSON.parse(readFileSync(join(out, 'table.json'), 'utf8')).methods.length).toBe(2)
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('the second is refused, to go on and to replace too, and touches nothing', async () => {
    const out = join(folder, 'held')
    mkdirSync(join(out, 'records'), { recursive: true })
    const own = right(lock(out))
    for (const flag of ['', '--resume', '--force']) {
      const refused = await captured(words(`compare finetune ${small} --out ${out} ${flag}`))
      expect([refused.status, refused.out]).toEqual([2, ''])
      expect(refused.err).toMatch(inUse('compare: the folder of the comparison'))
    }
    own.release()
    expect(readdirSync(out)).toEqual(['records'])
  })

  it('a record of it that a run writes stays the run’s', async () => {
    const out = join(folder, 'mixed')
    mkdirSync(join(out, 'records'), { recursive: true })
    const path = join(out, 'records', 'finetune-seed0.jsonl')
    const file = right(openRecordFile({ path, force: false }))
    const begun: RecordedEvent = startedOf(finetune, spotStream(2, 10), 5)
    right(file.append(begun))
    const refused = await captured(words(`compare finetune ${small} --out ${out} --force`))
    expect(refused.status).toBe(2)
    expect(refused.err).toMatch(inUse('record: the record'))
    file.close()
    expect(await readRecordFile(path)()).toEqual(E.right([begun]))
  })
})
