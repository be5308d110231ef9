import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { methods } from '../../../src/methods/index.ts'
import { captured } from '../captured.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'retain-new-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = promisify(execFile)

describe('retain new', () => {
  it('writes a method that is one of its own, from nothing or from any other', async () => {
    const froms = [undefined, ...Object.keys(methods)]
    const paths: string[] = []
    for (const from of froms) {
      const path = join(folder, `copy-of-${from ?? 'nothing'}`)
      const { status, out, err } = await captured(['new', path, ...(from === undefined ? [] : ['--from', from])])
      expect({ status, err }).toEqual({ status: 0, err: '' })
      expect(out).toContain(`wrote ${path}.ts and ${path}.test.ts`)
      paths.push(`${path}.ts`)
    }
    const script = join(folder, 'explain-all.mts')
    writeFileSync(
      script,
      `import { explainErrand } from '${root}/src/cli/errands/explain.ts'
       for (const name of process.argv.slice(2)) {
         const order = { name, format: 'unicode', set: [], expand: false }
         const { right } = await explainErrand(order, () => {}, new AbortController().signal)()
         process.stdout.write(right + '\\n\\f')
       }`,
    )
    const { stdout, stderr } = await run(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...paths])
    expect(stderr).toBe('')
    const untitled = (text: string | undefined): string => (text ?? '').split('\n').slice(1).join('\n')
    const explained = stdout.split('\f')
    for (const [i, from] of froms.entries())
      if (from === undefined) expect(explained[i]).toContain('copyOfNothing')
      else expect(untitled(explained[i])).toBe(untitled((await captured(['explain', from])).out))
  })

  it('replaces nothing unless it is told to', async () => {
    const path = join(folder, 'kept')
    writeFileSync(`${path}.test.ts`, 'kept')
    expect(await captured(['new', path])).toMatchObject({
      status: 2,
      err: expect.stringContaining(
        `in        ${path}.test.ts\n  hint      take another name, or replace it with --force`,
      ),
    })
    expect(existsSync(`${path}.ts`)).toBe(false)
    expect((await captured(['new', path, '--force'])).status).toBe(0)
    expect(readFileSync(`${path}.test.ts`, 'utf8')).toContain("from 'retain-lang/laws'")
  })

  it('checks the name, the method and the folder', async () => {
    const wrong = async (args: readonly string[], message: string) =>
      expect(await captured(['new', ...args])).toMatchObject({
        status: 2,
        out: '',
        err: expect.stringContaining(message),
      })
    await wrong([join(folder, '1st')], 'the name must be one that a constant can have')
    await wrong([join(folder, 'class')], 'got `class`')
    await wrong([join(folder, 'a b')], 'got `a b`')
    await wrong([join(folder, 'quadraticOverTasks'), '--from', 'ewc'], 'the name must be free in the program')
    await wrong([join(folder, 'mine'), '--from', 'ewcc'], 'the nearest is `ewc`')
    await wrong([join(folder, 'nowhere/mine')], 'the file must be one that can be written, got no such folder')
  })
})
