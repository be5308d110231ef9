import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { examples } from '../../src/cli/commands/example.ts'

const root = join(import.meta.dirname, '../..')
const golden = join(root, 'test/golden/examples')
const update = process.env.UPDATE_GOLDEN === '1'

/** What an example prints, run as a reader runs it. */
const printed = async (name: string): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, 'bin/example.js'), name])
  expect(stderr).toBe('')
  return stdout
}

/** What every example prints, reviewed as a difference: `UPDATE_GOLDEN=1 npx vitest run test/examples` writes it anew. */
describe('examples', () => {
  it.each(examples())('%s prints what it did when it was reviewed', { timeout: 240_000 }, async (name) => {
    const now = await printed(name)
    const file = join(golden, `${name}.txt`)
    if (update) writeFileSync(file, now)
    expect(now).toBe(readFileSync(file, 'utf8'))
  })

  it('are numbered from 01 on, none of them left out, and nothing is kept of one that is no more', () => {
    expect(examples().map((name) => name.slice(0, 3))).toEqual(
      examples().map((_, i) => `${String(i + 1).padStart(2, '0')}-`),
    )
    expect(readdirSync(golden).sort()).toEqual(examples().map((name) => `${name}.txt`))
  })

  it.each(examples())(
    '%s is a short program that imports nothing but Retain and files beside it, with a page and its picture',
    (name) => {
      const of = (file: string) => readFileSync(join(root, 'examples', name, file), 'utf8')
      expect(of('main.ts').split('\n').length - 1).toBeLessThanOrEqual(60)
      for (const [, from] of of('main.ts').matchAll(/from '([^']+)'/g))
        if (!from!.startsWith('./')) expect(['retain-lang', 'retain-lang/laws']).toContain(from)
      const page = of('README.md')
      for (const part of [
        '**The question.**',
        '**The equation.**',
        '**The program.**',
        '**The picture.**',
        '**What to change.**',
      ])
        expect(page).toContain(part)
      expect(page).toContain(`npm run example ${name.slice(0, 2)}`)
      for (const [, file] of page.matchAll(/\]\(([^)#:]+)\)/g))
        expect(existsSync(join(root, 'examples', name, file!))).toBe(true)
      expect(page).toContain('](picture.svg)')
    },
  )
})
