import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { words } from './captured.ts'
import { child } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-user-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const method = (
  before: string,
  at = '0.07',
): string => `import { defineMethod, gradientStep, positive } from 'retain-lang'
${before}
interface Unused { readonly a: number }
export const mine = defineMethod({
  name: 'mine', source: 'a test', options: { rate: positive(${at}) }, state: () => ({}),
  onBatch: (o) => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
})
`

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}

const run = '--benchmark permuted-mnist --tasks 2 --backend wasm --json --quiet'

describe("a user's file", () => {
  it('prints to the error output, so that results stay what they are', async () => {
    const noisy = write(
      'noisy.ts',
      method("console.log('noise'); process.stdout.write('more\\n'); console.error('much')"),
    )
    for (const line of [`explain ${noisy} --format json`, `run ${noisy} ${run} --samples 20`]) {
      const { status, out, err } = await child(words(line), { cwd: folder })
      expect(status).toBe(0)
      expect(Object.keys(JSON.parse(out))).toContain(line.startsWith('run') ? 'runs' : 'program')
      // What goes to two streams may overtake each other.
      expect(err.split('\n').sort()).toEqual(['', 'more', 'much', 'noise'])
    }
  })

  it.each([
    ['process.exit(0)', 'code must leave the process alone, got a call of process.exit(0).'],
    ["setTimeout(() => { throw new Error('late') }, 50)", 'the code of the file must not fail, got late.'],
    ["Promise.reject(new Error('nobody hears'))", 'the code of the file must not fail, got nobody hears.'],
    ["throw new Error('at once')", 'the file of a method must load, got at once.'],
  ])('that does %s is a fault, with its place', async (code, message) => {
    const path = write('bad.ts', method(code))
    const { status, out, err } = await child(words(`run ${path} ${run} --samples 4000`), { cwd: folder })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(message)
    expect(err).toMatch(code.startsWith('process') ? / in {8}\.\/bad\.ts\n/ : / in {8}bad\.ts:2:\d+\n/)
  })

  it('may lie in a folder and under a name of any signs, with files beside it', async () => {
    const signs = 'a?b#c%41%2F\\d e'
    mkdirSync(join(folder, signs))
    writeFileSync(join(folder, signs, 'rate?.ts'), 'export const usual: number = 0.25')
    writeFileSync(
      join(folder, signs, 'mine?.ts'),
      method("import { usual } from './rate%3F.ts'\nif (!(usual > 0)) throw new Error('unread')", 'usual'),
    )
    const { status, out, err } = await child(['explain', `./${signs}/mine?.ts`], { cwd: folder })
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toContain('0.25')
  })

  it('says the line of its source where a handler throws, below what types take away', async () => {
    const text = `${method('')}
export default defineMethod({
  name: 'mine', source: 'a test', options: {}, state: () => ({}),
  onBatch: () => ({ theta }) => {
    const none = undefined as unknown as Unused
    return { theta: none.a as never }
  },
})
`
    const { status, err } = await child(['explain', write('throwing.ts', text)], { cwd: folder })
    expect(status).toBe(2)
    expect(err).toMatch(/ in {8}throwing\.ts:13:26\n/)
  })

  it('may be plain JavaScript, whatever package it is in', async () => {
    const plain = method('').replace(/interface.*\n/, '')
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }')
    expect(await child(['explain', write('plain.js', plain)], { cwd: folder })).toMatchObject({ status: 0, err: '' })
  })
})
