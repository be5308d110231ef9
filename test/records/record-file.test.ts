import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../src/experiment/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { finetune } from '../../src/methods/finetune.ts'
import { encodeLine, openRecordFile, readRecordFile, sealed } from '../../src/records/index.ts'
import { right, spotStream, startedOf } from '../experiment/digits.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-record-'))
afterAll(() => rmSync(folder, { recursive: true }))

const started: RecordedEvent = startedOf(finetune, spotStream(2, 10), 5)
const interrupted = { _tag: 'RunInterrupted', at: { task: 0, batch: 0, during: 'onBatch' } } as const
const rendered = (result: E.Either<Fault, unknown>): string => (E.isLeft(result) ? render(result.left) : 'no fault')

describe('a record file', () => {
  it('is a regular one: a folder or a pipe of its name is refused at once', async () => {
    const pipe = join(mkdtempSync(join(tmpdir(), 'retain-pipe-')), 'pipe.jsonl')
    execFileSync('mkfifo', [pipe])
    for (const [path, got] of [
      [pipe, 'a pipe'],
      [folder, 'a folder'],
    ] as const) {
      expect(rendered(await readRecordFile(path)())).toContain(`record: the file must be a regular one, got ${got}.`)
    }
    rmSync(dirname(pipe), { recursive: true })
  })
  it('is on disk line by line, before it is closed, and its end is sealed', async () => {
    const path = join(folder, 'new.jsonl')
    const file = right(openRecordFile({ path, force: false }))
    const lines = (): readonly string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1)
    right(file.append(started))
    expect(lines()).toEqual([encodeLine(started).trimEnd()])
    right(file.append(interrupted))
    expect(lines().length).toBe(2)
    right(file.append(started))
    right(file.append(interrupted))
    expect(lines()[3]).toBe(lines()[1])
    const end = sealed([started], interrupted)
    expect(right(await readRecordFile(path)())).toEqual([started, end, started, end])
    file.close()
    expect(readdirSync(folder)).toEqual(['new.jsonl'])
  })

  it('is one process’s alone to write, whether or not it may be replaced, and untouched by another', async () => {
    const path = join(folder, 'mine.jsonl')
    const file = right(openRecordFile({ path, force: false }))
    right(file.append(started))
    const before = readFileSync(path, 'utf8')
    expect(rendered(openRecordFile({ path, force: true }))).toMatch(
      new RegExp(
        `^record: the record must be one that no other process writes, got process ${process.pid} on \\S+\\.\n  in        ${path}\n  hint      wait until it has ended, or name another with --out; if there is no such process any more, delete ${join(folder, '.mine.jsonl.lock')}$`,
      ),
    )
    expect(readFileSync(path, 'utf8')).toBe(before)
    file.close()
    const next = right(openRecordFile({ path, force: true }))
    expect(readFileSync(path, 'utf8')).toBe('')
    next.close()
  })

  it('that another process took over because this one stood still takes no more lines of it', () => {
    const path = join(folder, 'lost.jsonl')
    const file = right(openRecordFile({ path, force: false }))
    writeFileSync(join(folder, '.lost.jsonl.lock'), '{}')
    expect(rendered(file.append(started))).toContain('got another process, which took this one for dead.')
    file.close()
    expect(readFileSync(path, 'utf8')).toBe('')
    rmSync(join(folder, '.lost.jsonl.lock'))
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

  it('is a file: a pipe would wait for a reader', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    expect(rendered(openRecordFile({ path, force: true }))).toContain('got something else than a file.')
    rmSync(path)
  })

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', () => {
    const file = right(openRecordFile({ path: '/dev/full', force: true }))
    expect(rendered(file.append(started))).toContain('got a full disk (ENOSPC).')
    file.close()
  })

  it('that is not there cannot be read', async () => {
    expect(rendered(await readRecordFile(join(folder, 'none.jsonl'))())).toContain('got nothing there.')
  })
})
