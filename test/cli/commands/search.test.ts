import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { captured, words } from '../captured.ts'
import { type Found, smallIn } from './small-search.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-search-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small = smallIn(folder)

describe('retain search', () => {
  it('lets the best go on to more seeds, keeps records, trials and pictures, and goes on where it stopped', {
    timeout: 60_000,
  }, async () => {
    const out = join(folder, 'halving')
    const line = `search finetune ${small} --seeds 0-2 --over rate=log:1e-3..1,momentum=0..0.9 --set optimiser=sgd --trials 6 --halving 3 --width 2 --out ${out}`
    const printed = await captured(words(line))
    expect(printed.status).toBe(0)
    expect(printed.out).toMatch(/6\s+trials,\s+on\s+1,\s+then\s+3\s+seeds,\s+one\s+of\s+3\s+going\s+on/)
    const { trials, best } = JSON.parse(readFileSync(join(out, 'search.json'), 'utf8')) as Found
    expect(printed.out).toContain(`best of 3 seeds:\n  ${best.set}\n`)
    expect(trials.filter(({ seeds }) => seeds === 3).length).toBeGreaterThanOrEqual(2)
    expect(trials[0]!.label).toBe(best.label)
    const records = readdirSync(join(out, 'records'))
    expect(records.length).toBe(trials.reduce((sum, { seeds }) => sum + seeds, 0))
    expect(readdirSync(out).sort()).toEqual([
      'momentum.svg',
      'rate.svg',
      'records',
      'search.json',
      'trials.csv',
      'trials.svg',
    ])
    expect(readFileSync(join(out, 'trials.svg'), 'utf8')).toContain('momentum')
    // With some records gone it runs those again, and comes to the same; whole, it runs none.
    const before = readFileSync(join(out, 'search.json'), 'utf8')
    for (const name of records.slice(2, 5)) rmSync(join(out, 'records', name))
    const resumed = await captured(words(`${line} --resume`))
    expect([resumed.status, readFileSync(join(out, 'search.json'), 'utf8')]).toEqual([0, before])
    const times = () => records.map((name) => readFileSync(join(out, 'records', name), 'utf8'))
    const whole = times()
    await captured(words(`${line} --resume`))
    expect(times()).toEqual(whole)
    expect((await captured(words(line))).err).toContain('the folder must hold no records yet')
  })
  it('reads a space from JSON, and ranks by the metric that is named', { timeout: 60_000 }, async () => {
    const space = join(folder, 'space.json')
    writeFileSync(space, '{ "rate": [0.01, 0.1] }')
    const found = await captured(
      words(`search finetune ${small} --space ${space} --trials 4 --by-metric forgetting --json`),
    )
    const { trials } = JSON.parse(found.out) as Found
    const values = trials.map(({ value }) => value ?? Number.NaN)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    writeFileSync(space, '{ "rate": { "from": 1 } }')
    const wrong = await captured(words(`search finetune ${small} --space ${space}`))
    expect(wrong.err).toMatch(/a range must be \{ from, to \}[\s\S]*space\.json ▸ rate/)
  })
  it.each([
    ['--over rate=0.1..1 --evaluate test', 'options must be chosen by validation'],
    ['--over rate=0.1..1 --set rate=1', '`rate` in both'],
    ['--over rate=0.1..1 --halving 1', 'at least 2 trials'],
    ['--over rate=0.1..1 --checkpoint 5', 'it must come with the place where runs are kept'],
    ['--over rate=0.1..1 --by-metric luck', 'the metric must be one that is known'],
    ['--over rte=0.1..1', 'rte'],
    ['--over rate=-1..1', 'rate'],
    ['', 'got neither'],
  ])('refuses %s', async (flags, wrong) => {
    const { status, err } = await captured(words(`search finetune ${small} ${flags}`))
    expect(status).toBe(2)
    expect(err).toContain(wrong)
  })
})

describe('variants in a comparison', () => {
  it('are a method twice with other options, values of --set, and one of several in a file', {
    timeout: 60_000,
  }, async () => {
    const two = join(folder, 'two.ts')
    writeFileSync(
      two,
      `import { methods } from 'retain-lang'\nexport const plain = methods.finetune\nexport const kept = methods.er\n`,
    )
    const line = `compare ${two}#plain,er:memory=5,er:memory=9 ${small} --set rate=0.01,0.1 --json`
    const { out, err } = await captured(words(line))
    expect(err).toBe('')
    const { methods } = JSON.parse(out) as {
      readonly methods: readonly { readonly label: string; readonly options: Readonly<Record<string, number>> }[]
    }
    expect(methods.map(({ label, options }) => [label, options.rate, options.memory])).toEqual([
      ['two#plain:rate=0.01', 0.01, undefined],
      ['two#plain:rate=0.1', 0.1, undefined],
      ['er:memory=5:rate=0.01', 0.01, 5],
      ['er:memory=5:rate=0.1', 0.1, 5],
      ['er:memory=9:rate=0.01', 0.01, 9],
      ['er:memory=9:rate=0.1', 0.1, 9],
    ])
    const none = await captured(words(`compare er ${small} --set lambda=1`))
    expect(none.err).toContain('the option must be one that is known, got `lambda`')
    const same = await captured(words(`compare er:memory=5,er:memory=5 ${small}`))
    expect(same.err).toContain('`er:memory=5` more than once')
    const unknown = await captured(words(`run ${two}#other ${small}`))
    expect(unknown.err).toContain('the method must be one that is known, got `other`')
  })
})
