import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as language from '../../src/dsl/index.ts'
import { root } from './project.ts'

const page = readFileSync(join(root, 'docs/losses.md'), 'utf8')

it('every word of its tables is one of the language', () => {
  const words = [...page.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)/g)].map(([, word]) => word),
  )
  expect(words.length).toBeGreaterThan(20)
  for (const word of words) expect(Object.keys(language)).toContain(word)
})

it('it names every loss that there is, and no other', () => {
  const [, section = ''] = page.split('## Losses that are there')
  const named = [...section.matchAll(/`(\w+)/g)].map(([, word]) => word)
  const own = readFileSync(join(root, 'src/dsl/losses/index.ts'), 'utf8')
  const there = [...own.matchAll(/export \{ (\w+) \}/g)].map(([, word]) => word)
  expect(named.sort()).toEqual(there.sort())
})
