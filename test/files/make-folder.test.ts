import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, makeFolder } from '../../src/files/index.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'retain-folder-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const wrong = (path: string): string => {
  const made = makeFolder(path)
  return E.isLeft(made) ? codeOf(made.left) : 'made'
}

describe('making a folder', () => {
  it('makes those around it too; one that is there is fine', () => {
    expect(wrong(join(dir, 'a', 'b', 'c'))).toBe('made')
    expect(wrong(join(dir, 'a', 'b', 'c'))).toBe('made')
    expect(readdirSync(join(dir, 'a', 'b'))).toEqual(['c'])
  })

  it('a file in its place, or on the way, is told', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(wrong(join(dir, 'file'))).toBe('EEXIST')
    expect(wrong(join(dir, 'file', 'below', 'it'))).toBe('ENOTDIR')
  })

  // There Node.js's own way to make a folder and those around it does not come back.
  it.skipIf(!existsSync('/proc/self'))('where no folder can be made it comes back', () => {
    expect(wrong('/proc/retain/records')).toBe('ENOENT')
  })
})
