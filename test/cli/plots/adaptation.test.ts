import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { captured } from '../captured.ts'
import { tagsBalance } from '../written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-adaptation-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('the plot of adapting has each moment, whole stretches, and two episodes with their points', async () => {
  const asked = 'run fomaml --benchmark sine --tasks 1 --samples 3 --plot adaptation --quiet'.split(' ')
  expect(await captured([...asked, '--out', join(folder, 'run')])).toMatchObject({ status: 0 })
  const svg = readFileSync(join(folder, 'run-adaptation.svg'), 'utf8')
  expect(tagsBalance(svg)).toBe(true)
  for (const said of ['before adapting', 'after 1 step', 'after 10 steps']) expect(svg).toContain(`>${said}<`)
  expect(svg).not.toContain('>0.5<')
  expect(svg.match(/fill="#d55e00"/g)).toHaveLength(2 * 3)
})
