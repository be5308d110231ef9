import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeLine, openRecordFile, type RecordedEvent, readRecordFile } from '../../src/experiment/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { right } from './digits.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-record-'))
afterAll(() => rmSync(folder, { recursive: true }))

const event: RecordedEvent = { _tag: 'TaskEnded', task: 0, seconds: 0.5 }
const rendered = (result: E.Either<Fault, unknown>): string => (E.isLeft(result) ? render(result.left) : 'no fault')

describe('a record file', () => {
  it('is on disk line by line, before it is closed', async () => {
    const path = join(folder, 'new.jsonl')
    const file = right(openRecordFile({ path, force: false }))
    right(file.append(event))
    expect(readFileSync(path, 'utf8')).toBe(encodeLine(event))
    right(file.append(event))
    expect(right(await readRecordFile(path)())).toEqual([event, event])
    file.close()
  })

  it('is not written over, unless that is asked for', () => {
    const path = join(folder, 'old.jsonl')
    writeFileSync(path, 'kept\n')
    expect(rendered(openRecordFile({ path, force: false }))).toBe(
      [
        'record: the record must be a new file, got one that exists.',
        `  in        ${path}`,
        '  hint      name another with --out, or replace it with --force',
      ].join('\n'),
    )
    expect(readFileSync(path, 'utf8')).toBe('kept\n')
    right(openRecordFile({ path, force: true })).close()
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  it('needs a folder that is there, and a name that is no folder', () => {
    const path = join(folder, 'missing', 'a.jsonl')
    expect(rendered(openRecordFile({ path, force: false }))).toBe(
      [
        'record: the folder of the record must be there, got no such folder.',
        `  in        ${path}`,
        `  hint      make it first: mkdir -p ${join(folder, 'missing')}`,
      ].join('\n'),
    )
    expect(rendered(openRecordFile({ path: folder, force: true }))).toContain(
      'record: the record must be a file that can be written, got a folder of that name.',
    )
  })

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', () => {
    const file = right(openRecordFile({ path: '/dev/full', force: true }))
    expect(rendered(file.append(event))).toContain('got a full disk (ENOSPC).')
    file.close()
  })

  it('that is not there cannot be read', async () => {
    expect(rendered(await readRecordFile(join(folder, 'none.jsonl'))())).toContain('got nothing there.')
  })
})
