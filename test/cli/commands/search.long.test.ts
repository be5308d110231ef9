import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { captured, words } from '../captured.ts'
import { type Found, smallIn } from './small-search.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-search-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small = smallIn(folder)

it('a search finds options within 2 points of the best of a fine grid, on the same seeds', {
  timeout: 60_000,
}, async () => {
  const found = await captured(words(`search finetune ${small} --seeds 0,1 --over rate=log:1e-3..1 --trials 16 --json`))
  expect([found.status, found.err]).toEqual([0, ''])
  const { best, trials, evaluate } = JSON.parse(found.out) as Found
  const grid = Array.from({ length: 25 }, (_, i) => (10 ** (-3 + i / 8)).toPrecision(4))
  const compared = await captured(
    words(`compare finetune ${small} --seeds 0,1 --evaluate validation --set rate=${grid.join()} --json`),
  )
  const { methods } = JSON.parse(compared.out) as {
    readonly methods: readonly { readonly label: string; readonly mean: { readonly acc: number } }[]
  }
  expect(methods.map(({ label }) => label)).toEqual(grid.map((rate) => `finetune:rate=${rate}`))
  const most = Math.max(...methods.map(({ mean }) => mean.acc))
  const won = trials.find(({ label }) => label === best.label)?.value ?? 0
  expect(evaluate).toBe('validation')
  expect(won).toBe(Math.max(...trials.map(({ value }) => value ?? 0)))
  expect(won).toBeGreaterThan(most - 0.02)
  // A control: not every rate does.
  expect(Math.min(...methods.map(({ mean }) => mean.acc))).toBeLessThan(most - 0.1)
  // What is printed sets it: the run that it starts is the trial.
  const again = await captured(words(`run finetune ${small} --seeds 0,1 --evaluate validation ${best.set} --json`))
  expect((JSON.parse(again.out) as { readonly mean: { readonly acc: number } }).mean.acc).toBe(won)
})
