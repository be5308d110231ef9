import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type Lock, lock, lockFileOf } from '../../src/files/index.ts'
import { ending, started } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

const had = (result: E.Either<unknown, Lock>): Lock => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const isHeld = (path: string): boolean => {
  const found = lock(path)
  if (E.isRight(found)) found.right.release()
  return E.isLeft(found) && found.left._tag === 'Held'
}

/** What this process would write of itself into a lock. */
const own = (() => {
  const one = had(lock(join(folder, 'own')))
  const text = readFileSync(lockFileOf(join(folder, 'own')), 'utf8')
  one.release()
  return JSON.parse(text) as Readonly<Record<string, unknown>>
})()

/** A file whose lock says this, and gave its last sign of life so many seconds ago. */
const lockedBy = (name: string, text: string, secondsAgo = 0): string => {
  const path = join(folder, name)
  writeFileSync(lockFileOf(path), text)
  utimesSync(lockFileOf(path), Date.now() / 1000 - secondsAgo, Date.now() / 1000 - secondsAgo)
  return path
}

describe('a lock', () => {
  it('is had once, by whatever name, until it is given back', () => {
    mkdirSync(join(folder, 'deep'))
    writeFileSync(join(folder, 'deep', 'a'), '')
    symlinkSync(join(folder, 'deep'), join(folder, 'link'))
    symlinkSync(join(folder, 'deep', 'a'), join(folder, 'other'))
    const names = ['deep/a', 'deep/../deep/./a', 'link/a', 'other'].map((name) => join(folder, name))
    for (const path of [...names, relative(process.cwd(), names[0]!)]) {
      const first = had(lock(path))
      expect(names.map(isHeld)).toEqual(names.map(() => true))
      first.release()
      first.release()
      expect(names.map(isHeld)).toEqual(names.map(() => false))
    }
    const whole = had(lock(join(folder, 'deep')))
    expect(isHeld(join(folder, 'link'))).toBe(true)
    expect(isHeld(names[0]!)).toBe(false)
    whole.release()
    expect(readdirSync(join(folder, 'deep'))).toEqual(['a'])
  })

  it('says who holds it: the machine, the process, since when', () => {
    expect(own).toMatchObject({
      process: process.pid,
      host: expect.any(String),
      since: expect.stringMatching(/^\d{4}-/),
    })
    expect(Object.keys(own).includes('started')).toBe(existsSync('/proc/self/stat'))
  })

  it('of a process that lives is held, however long ago it gave a sign of life; of one that is gone it is void', () => {
    expect(isHeld(lockedBy('mine', JSON.stringify(own), 1e6))).toBe(existsSync('/proc/self/stat'))
    const { pid: gone } = spawnSync(process.execPath, ['-e', ''])
    expect(isHeld(lockedBy('gone', JSON.stringify({ ...own, process: gone }), 0))).toBe(false)
  })

  it.skipIf(!existsSync('/proc/self/stat'))('of another process that had the same number is void', () => {
    expect(isHeld(lockedBy('same', JSON.stringify({ ...own, started: '1' })))).toBe(false)
  })

  it('of another machine, or one that is no lock, is held while it gives signs of life, and void two minutes after', () => {
    const other = JSON.stringify({ ...own, host: 'another' })
    for (const text of [other, '', '{"token":1}', other.slice(0, 20)]) {
      expect(isHeld(lockedBy('other', text, 5))).toBe(true)
      expect(isHeld(lockedBy('other', text, 110))).toBe(true)
      expect(isHeld(lockedBy('other', text, 130))).toBe(false)
    }
  })

  it('of a dead holder is taken over by one process at a time; one that died while it took over is no hindrance', () => {
    const path = lockedBy('over', JSON.stringify({ ...own, host: 'another' }), 1000)
    const turn = `${lockFileOf(path)}.turn`
    writeFileSync(turn, JSON.stringify(own))
    expect(isHeld(path)).toBe(true)
    writeFileSync(turn, JSON.stringify({ ...own, process: spawnSync(process.execPath, ['-e', '']).pid }))
    expect(isHeld(path)).toBe(false)
    expect(existsSync(turn)).toBe(false)
  })

  it('knows when another took this process for dead, and leaves that one its lock', () => {
    const path = join(folder, 'lost')
    const lost = had(lock(path))
    expect(lost.isHeld()).toBe(true)
    writeFileSync(lockFileOf(path), JSON.stringify({ ...own, token: 'of another' }))
    expect(lost.isHeld()).toBe(false)
    lost.release()
    expect(isHeld(path)).toBe(true)
  })

  it('where nothing can be written is a fault of the disk', () => {
    expect(lock(join(folder, 'no', 'such'))).toMatchObject({ left: { _tag: 'Unwritable', error: { code: 'ENOENT' } } })
  })

  it('law: of processes that want it at once and leave it as if they were killed, one has it at a time', async () => {
    const room = join(folder, 'contest')
    mkdirSync(room)
    const all = Array.from({ length: 4 }, () => started('contender.ts', room, '3'))
    const ends = await Promise.all(all.map(ending))
    expect(all.map((child, i) => (ends[i] === 0 ? 'alone' : child.said()))).toEqual(all.map(() => 'alone'))
    expect(all.reduce((sum, child) => sum + Number(child.said()), 0)).toBeGreaterThan(20)
    expect(readdirSync(room)).toEqual(['.wanted.lock'])
  })

  it('is given back when the process ends', async () => {
    const path = join(folder, 'ended')
    const code = `import { lock } from ${JSON.stringify(join(import.meta.dirname, '../../src/files/index.ts'))}
      console.log(lock(${JSON.stringify(path)})._tag); process.exit(0)`
    writeFileSync(join(folder, 'ends.ts'), code)
    const child = started(join(folder, 'ends.ts'))
    expect([await ending(child), child.said()]).toEqual([0, 'Right\n'])
    expect(existsSync(lockFileOf(path))).toBe(false)
  })
})
