import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { words } from './captured.ts'
import { child, type Ended } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-interrupt-'))
afterAll(() => rmSync(folder, { recursive: true }))

const endless = 'for (;;) {}\n'
writeFileSync(join(folder, 'endless.ts'), `console.error('at import')\n${endless}`)
writeFileSync(
  join(folder, 'building.ts'),
  `import { defineMethod } from 'retain-lang'
   export const building = defineMethod({
     name: 'building', source: 'a test', options: {}, state: () => ({}),
     onBatch: () => () => { console.error('at building'); ${endless} },
   })`,
)

/**
 * Milliseconds within which an interrupted process is gone: a second, and as much again for a machine whose cores are all taken. One
 * that isn't asked, or asks for ever, takes until it is killed.
 */
const soon = 2000

const expectInterrupted = ({ status, out, after }: Ended): void => {
  expect({ status, out, soon: after < soon }).toEqual({ status: 130, out: '', soon: true })
}

const mnist = '--benchmark permuted-mnist --backend wasm'

describe('Ctrl-C', () => {
  it.each([40, 200, 500, 1000])('ends a run %d ms after its start, whatever is being loaded', async (signalled) => {
    expectInterrupted(await child(words(`run ewc ${mnist}`), { signalled }))
  })

  it.each([
    [`check ewc --runs 2000`, 1500],
    [`cost laMaml ${mnist}`, 1500],
    [`compare ewc,laMaml ${mnist} --seeds 0-3`, 3000],
    ['doctor', 400],
    ['data', 400],
    ['explain gem', 300],
  ])('ends %s', async (line, signalled) => {
    const ended = await child(words(line), { signalled })
    expectInterrupted({ ...ended, out: line.startsWith('check') ? '' : ended.out })
    // Sooner, on a busy machine, nothing of Retain may be there yet to say it.
    if (signalled >= 1500) expect(ended.err).toContain('interrupted')
  })

  it('ends npm start', async () => {
    expect(await child([], { bin: 'start.js', signalled: 1500 })).toMatchObject({
      status: 130,
      err: expect.stringContaining('interrupted'),
    })
  })

  it.each([
    'explain ./endless.ts',
    'check ./endless.ts',
    `run ./building.ts ${mnist}`,
    `compare ewc,./endless.ts ${mnist}`,
    `cost ./building.ts ${mnist}`,
  ])('ends %s, whose code never comes back', async (line) => {
    const ended = await child(words(line), {
      cwd: folder,
      signalled: line.includes('building') ? 'at building' : 'at import',
    })
    expectInterrupted(ended)
    expect(ended.err).toMatch(/interrupted\n$/)
  })

  it('the second ends it at once', async () => {
    const { status, after } = await child(['explain', './endless.ts'], {
      cwd: folder,
      signalled: 'at import',
      again: 100,
    })
    // The first alone takes 0.8 seconds.
    expect({ status, atOnce: after < 790 }).toEqual({ status: 130, atOnce: true })
  })
})
