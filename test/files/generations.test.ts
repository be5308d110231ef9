import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { generationsOf, removeGenerations, writeGeneration } from '../../src/files/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-generations-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'one')
const bytes = (...pieces: readonly string[]) => pieces.map((piece) => new TextEncoder().encode(piece))
const texts = (): readonly string[] => generationsOf(path).map((one) => readFileSync(one, 'utf8'))

describe('generations of a file', () => {
  it('are the last and the one before it; all go at once', () => {
    expect(texts()).toEqual([])
    for (const text of ['a', 'b', 'c']) expect(E.isRight(writeGeneration(path, bytes(text, '!')))).toBe(true)
    expect(texts()).toEqual(['c!', 'b!'])
    removeGenerations(path)
    expect(readdirSync(folder)).toEqual([])
  })
  it('law: wherever writing stops, a whole one is there, and the next is written', () => {
    for (const text of ['a', 'b']) writeGeneration(path, bytes(text))
    // Stopped as it wrote; between the names; after them.
    writeFileSync(`${path}.part`, 'half of')
    expect(texts()).toEqual(['b', 'a'])
    renameSync(path, `${path}.before`)
    expect(texts()).toEqual(['b'])
    writeGeneration(path, bytes('c'))
    expect(texts()).toEqual(['c', 'b'])
    expect(readdirSync(folder).toSorted()).toEqual(['one', 'one.before'])
    removeGenerations(path)
  })
  it('what can’t be written leaves those that are there', () => {
    const nowhere = join(folder, 'none', 'one')
    expect(writeGeneration(nowhere, bytes('a'))).toMatchObject({ left: { code: 'ENOENT' } })
    removeGenerations(nowhere)
  })
})
