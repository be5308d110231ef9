import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { moveWhole, writeWhole } from '../../src/files/index.ts'
import { ending, started, word } from './processes.ts'

const root = mkdtempSync(join(tmpdir(), 'retain-whole-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder = root
beforeEach(() => {
  folder = mkdtempSync(join(root, 'a-'))
})
const at = (name: string): string => join(folder, name)

/** How often a reader saw something else than all of the one content or of the other, of so many looks. */
const torn = async (way: 'whole' | 'plain', looks: number): Promise<number> => {
  const path = at('file')
  const child = started('writer.ts', path, way)
  const over = ending(child)
  await word(child)
  let parts = 0
  for (let i = 0; i < looks; i += 1) {
    const text = readFileSync(path, 'latin1')
    if (text.length !== 3_000_000 || text[0] !== text.at(-1)) parts += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  child.kill('SIGKILL')
  await over
  return parts
}

describe('writeWhole', () => {
  it('law: a reader sees the old content or the new one, and so does who comes after a kill', async () => {
    expect(await torn('whole', 200)).toBe(0)
    expect(readFileSync(at('file')).length).toBe(3_000_000)
  })

  it('control: a file that is written in place is seen in parts', async () => {
    expect(await torn('plain', 200)).toBeGreaterThan(0)
  })

  it('writes all of some files or none, and leaves nothing else', () => {
    writeFileSync(at('two'), 'old')
    const files = ['one', 'two', 'three'].map((name) => [at(name), name] as const)
    expect(writeWhole(files, { replace: false })).toMatchObject({ left: { code: 'EEXIST' } })
    expect(readdirSync(folder)).toEqual(['two'])
    mkdirSync(at('four'))
    expect(writeWhole([...files, [at('four'), '']], { replace: true })).toMatchObject({ left: { code: 'EISDIR' } })
    expect(writeWhole([...files, [join(at('no'), 'such'), '']], { replace: true })).toMatchObject({
      left: { code: 'ENOENT' },
    })
    expect(readFileSync(at('two'), 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['four', 'two'])
    expect(writeWhole(files, { replace: true })).toEqual(E.right(undefined))
    expect(files.map(([path]) => readFileSync(path, 'utf8'))).toEqual(['one', 'two', 'three'])
    expect(readdirSync(folder).sort()).toEqual(['four', 'one', 'three', 'two'])
  })

  it('replaces what a link leads to, and keeps permissions', () => {
    writeFileSync(at('real'), 'old')
    chmodSync(at('real'), 0o640)
    symlinkSync(at('real'), at('link'))
    expect(writeWhole([[at('link'), 'new']], { replace: true })).toEqual(E.right(undefined))
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(at('real'), 'utf8')).toBe('new')
    expect(statSync(at('real')).mode & 0o777).toBe(0o640)
  })

  it.skipIf(!existsSync('/dev/null'))('leaves a device alone', () => {
    expect(writeWhole([['/dev/null', 'new']], { replace: true })).toMatchObject({ left: { code: 'ENOTREG' } })
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})

describe('moveWhole', () => {
  it('moves a file or a folder to its place', () => {
    writeFileSync(at('file'), 'a file')
    mkdirSync(at('folder'))
    writeFileSync(join(at('folder'), 'in'), 'inside')
    expect([moveWhole(at('file'), at('to')), moveWhole(at('folder'), at('there'))].every(E.isRight)).toBe(true)
    expect([readFileSync(at('to'), 'utf8'), readFileSync(join(at('there'), 'in'), 'utf8')]).toEqual([
      'a file',
      'inside',
    ])
    expect(readdirSync(folder).sort()).toEqual(['there', 'to'])
    expect(moveWhole(at('none'), at('to'))).toMatchObject({ left: { code: 'ENOENT' } })
  })
})
