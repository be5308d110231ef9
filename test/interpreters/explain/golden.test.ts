import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { methods } from '../../../src/methods/index.ts'

const folder = new URL('../../golden/explain/', import.meta.url)
const update = process.env.UPDATE_GOLDEN === '1'
const formats = [
  ['unicode', 'txt'],
  ['latex', 'tex'],
] as const

const files = Object.entries(methods).flatMap(([name, method]) =>
  formats.map(([format, ending]) => ({ name, method, format, file: `${name}.${ending}` })),
)

/** What every method is explained as, reviewed as a difference: `UPDATE_GOLDEN=1 npx vitest run test/interpreters/explain` writes it anew. */
describe('explanations are those that were reviewed', () => {
  it.each(files)('$name as $format', ({ method, format, file }) => {
    const place = new URL(file, folder)
    const now = `${explain(method, defaults(method.options), { format })}\n`
    if (update || !existsSync(place)) {
      mkdirSync(folder, { recursive: true })
      if (!update && process.env.CI !== undefined) throw new Error(`${file} is missing: write it with UPDATE_GOLDEN=1`)
      writeFileSync(place, now)
    }
    expect(now).toBe(readFileSync(place, 'utf8'))
  })

  it('there is no file of a method that is no more', () => {
    const known = files.map(({ file }) => file)
    expect(readdirSync(folder).filter((file) => !known.includes(file))).toEqual([])
  })
})
