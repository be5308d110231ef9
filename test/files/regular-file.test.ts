import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { render } from '../../src/fault.ts'
import { readRegularFile } from '../../src/files/index.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-file-'))
afterAll(() => rmSync(root, { recursive: true }))

const path = (name: string): string => join(root, name)
const read = (name: string, most = 100) =>
  readRegularFile({ path: path(name), where: 'data', rule: 'the file must be readable', hint: 'look', most })
const saying = (name: string, most?: number) =>
  E.match(render, (bytes: Uint8Array) => `${bytes.length} bytes`)(read(name, most)).replaceAll(root, 'ROOT')

describe('readRegularFile', () => {
  it('law: gives the bytes of a file of at most so many, and refuses each longer one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, most) => {
        writeFileSync(path('some'), bytes)
        const found = read('some', most)
        if (bytes.length <= most) expect(found).toEqual(E.right(bytes))
        else expect(found).toMatchObject({ left: { rule: `the file must have at most ${most} bytes` } })
      }),
    )
  })
  it('law: is bounded also where the system does not know the size', () => {
    // Files of /proc are regular, and of size 0 for whoever asks.
    const wanted = { path: '/proc/self/environ', where: 'data', rule: 'readable' }
    const whole = readRegularFile({ ...wanted, most: 2 ** 22 })
    if (process.platform !== 'linux' || E.isLeft(whole)) return
    const { length } = whole.right
    expect(length).toBeGreaterThan(0)
    expect(readRegularFile({ ...wanted, most: length })).toEqual(whole)
    expect(readRegularFile({ ...wanted, most: length - 1 })).toMatchObject({ left: { got: 'more' } })
  })
  it('refuses what only bears the name of a file, at once', async () => {
    mkdirSync(path('folder'))
    execFileSync('mkfifo', [path('pipe')])
    symlinkSync('/dev/zero', path('endless'))
    symlinkSync(path('pipe'), path('to-pipe'))
    const server = createServer().listen(path('socket'))
    await new Promise((done) => server.once('listening', done))
    const message = (name: string, got: string) =>
      `data: the file must be a regular one, got ${got}.\n  in        ROOT/${name}\n  hint      put the file itself there`
    for (const [name, got] of [
      ['folder', 'a folder'],
      ['pipe', 'a pipe'],
      ['to-pipe', 'a pipe'],
      ['endless', 'a device'],
      ['socket', 'a socket'],
    ] as const) {
      expect(saying(name)).toBe(message(name, got))
    }
    server.close()
  })
  it('follows a link to a file, and says of one that leads nowhere what the system says', () => {
    writeFileSync(path('five'), 'five!')
    symlinkSync(path('five'), path('to-five'))
    symlinkSync(path('round'), path('round'))
    symlinkSync(path('gone'), path('to-nothing'))
    expect(saying('to-five')).toBe('5 bytes')
    expect(saying('round')).toContain('got links that lead round in a circle')
    expect(saying('to-nothing')).toBe(
      'data: the file must be readable, got nothing there.\n  in        ROOT/to-nothing\n  hint      look',
    )
    expect(saying('five/inside')).toContain('got a path through something that is no folder')
  })
  it('does not read a file that is far too long', () => {
    writeFileSync(path('long'), '')
    truncateSync(path('long'), 2 ** 40)
    const start = performance.now()
    expect(saying('long', 2 ** 30)).toContain(`the file must have at most ${2 ** 30} bytes, got ${2 ** 40}`)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
