import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeRecord, recordedRuns } from '../../src/records/index.ts'
import { right } from '../experiment/digits.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-process-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bin = join(import.meta.dirname, '../../bin/retain.js')

describe('bin/retain.js', () => {
  it('ends with the status of the command', async () => {
    const failed = await promisify(execFile)(process.execPath, [bin, 'runn']).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('the nearest is `run`') })
  })

  it('says nothing when its reader goes away', async () => {
    const { stdout, stderr } = await promisify(execFile)('sh', [
      '-c',
      '"$0" "$1" list methods | head -n 1',
      process.execPath,
      bin,
    ])
    expect(stdout.split('\n').length).toBe(2)
    expect(stderr).toBe('')
  })

  it('runs a method from a folder that knows nothing of Retain, with this copy of the language', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
    writeFileSync(join(folder, 'rate.ts'), 'export const usual: number = 0.07')
    writeFileSync(
      join(folder, 'mine.ts'),
      `import { defineMethod, gradientStep, positive } from 'retain-lang'
       import { usual } from './rate.ts'
       export const mine = defineMethod({
         name: 'mine', source: 'a test', options: { rate: positive(usual) }, state: () => ({}),
         onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
       })`,
    )
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        bin,
        'run',
        './mine.ts',
        '--benchmark',
        'permuted-mnist',
        '--tasks',
        '1',
        '--samples',
        '20',
        '--json',
        '--quiet',
      ],
      { cwd: folder },
    )
    expect(JSON.parse(stdout)).toMatchObject({ method: './mine.ts', options: { rate: 0.07 } })
  })

  it('ends in good order when it is interrupted', async () => {
    const out = join(folder, 'interrupted.jsonl')
    const run = ['run', 'finetune', '--benchmark', 'permuted-mnist', '--backend', 'wasm', '--out', out]
    const child = spawn(process.execPath, [bin, ...run], { stdio: ['ignore', 'pipe', 'pipe'] })
    const text = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      text.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      if (text.err === '') child.kill('SIGINT')
      text.err += chunk
    })
    // A thread inside a call of the system is not waited for: then the process ends by the signal, which a shell calls 130 as well.
    const status = await new Promise((resolve) =>
      child.on('close', (code, signal) => resolve(signal === 'SIGINT' ? 130 : code)),
    )
    expect({ status, out: text.out }).toEqual({ status: 130, out: '' })
    expect(text.err.split('\n').at(-2)).toBe(
      `interrupted; what was done is in ${out}: go on with the same command and --resume`,
    )
    const record = readFileSync(out, 'utf8')
    expect(record.endsWith('\n')).toBe(true)
    expect(recordedRuns(right(decodeRecord(out)(record)))[0]?.ending?._tag).toBe('RunInterrupted')
  })
})
