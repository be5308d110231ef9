import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { deviation, mean } from '../../../src/experiment/index.ts'
import { decodeRecord, recordedRuns } from '../../../src/records/index.ts'
import { type Comparison, comparisonCodec } from '../../../src/sweep/comparison.ts'
import { right } from '../../experiment/digits.ts'
import { captured, words } from '../captured.ts'
import { readCsv, tagsBalance, withoutSeconds } from '../written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-compare-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small = '--benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm'
const two = `compare finetune,er ${small} --seeds 0,3`

const comparisonIn = (json: string): Comparison => {
  const decoded = comparisonCodec.decode(JSON.parse(json))
  if (E.isLeft(decoded)) throw new Error('not a comparison')
  expect(comparisonCodec.encode(decoded.right)).toEqual(JSON.parse(json))
  return decoded.right
}

const runIn = (path: string) => recordedRuns(right(decodeRecord(path)(readFileSync(path, 'utf8')))).at(-1)

describe('retain compare', () => {
  const out = join(folder, 'whole')
  const file = (name: string): string => readFileSync(join(out, name), 'utf8')

  it('prints the table, and keeps it with records, figures and a page', async () => {
    const printed = await captured(words(`${two} --workers 2 --out ${out} --set er.memory=7`))
    expect(printed.status).toBe(0)
    const lines = printed.out.split('\n')
    expect(lines[0]).toBe('permuted-mnist: 2 tasks of 40 examples, batches of 10, seeds 0, 3')
    expect(lines).toContainEqual(expect.stringMatching(/^method +ACC +BWT +learning +training +gradients +memory$/))
    const numbers = String.raw`\d+\.\d ± \d+\.\d +[+−]?\d+\.\d ± \d+\.\d +\d+\.\d ± \d+\.\d +\d+\.\d s`
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^finetune +${numbers} +80 +0$`)))
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^er +${numbers} +\\d+ +7$`)))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(
      printed.err.split('\n').filter((line) => /^(finetune|er), seed [03]: ACC .* of 4\)$/.test(line)).length,
    ).toBe(4)
    expect(readdirSync(out).sort()).toEqual([
      'accuracy.svg',
      'evolution.svg',
      'index.html',
      'records',
      'table.csv',
      'table.json',
      'table.md',
      'training-time.svg',
    ])
    expect(readdirSync(join(out, 'records')).sort()).toEqual(
      ['er', 'finetune'].flatMap((label) => [0, 3].map((seed) => `${label}-seed${seed}.jsonl`)),
    )
  })

  it('JSON holds every run as its record does, with mean and deviation over seeds', () => {
    const { methods, seeds, benchmark } = comparisonIn(file('table.json'))
    expect({ seeds, benchmark }).toEqual({ seeds: [0, 3], benchmark: 'permuted-mnist' })
    expect(methods.map(({ label }) => label)).toEqual(['finetune', 'er'])
    expect(methods[1]?.options).toMatchObject({ memory: 7 })
    for (const { label, runs, mean: m, std } of methods) {
      for (const run of runs) {
        const recorded = runIn(join(out, 'records', `${label}-seed${run.seed}.jsonl`))
        expect(recorded?.matrix).toEqual(run.matrix)
        expect(recorded?.ending).toMatchObject({ _tag: 'RunEnded', metrics: { acc: run.acc, bwt: run.bwt } })
      }
      const accs = runs.map(({ acc }) => acc!)
      expect([m?.acc, std?.acc]).toEqual([mean(accs), deviation(accs)])
    }
  })

  it('CSV and Markdown say the same', () => {
    const { methods } = comparisonIn(file('table.json'))
    const rows = readCsv(file('table.csv'))
    expect(rows.map(({ method, seeds }) => [method, seeds])).toEqual(methods.map(({ label }) => [label, '2']))
    methods.forEach(({ mean: m, std }, i) => {
      expect(Number(rows[i]?.acc)).toBe(m?.acc)
      expect(Number(rows[i]?.bwt_std)).toBe(std?.bwt)
      expect(Number(rows[i]?.gradients)).toBe(m?.gradients)
    })
    const markdown = file('table.md').split('\n')
    expect(markdown).toContain('| method | ACC | BWT | learning | training | gradients | memory |')
    const best = [...methods].sort((a, b) => (b.mean?.acc ?? 0) - (a.mean?.acc ?? 0))[0]
    expect(markdown.find((line) => line.startsWith(`| ${best?.label} |`))).toMatch(
      /^\| \w+ \| \*\*\d+\.\d ± \d+\.\d\*\* \|/,
    )
  })

  it('the figures are whole SVG, the page refers to nothing outside', () => {
    for (const name of ['accuracy', 'evolution', 'training-time']) {
      const svg = file(`${name}.svg`)
      expect(svg.startsWith('<svg ')).toBe(true)
      expect(tagsBalance(svg)).toBe(true)
      expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:/)
      expect(svg).toContain('finetune')
      expect(svg).not.toMatch(/NaN|undefined/)
    }
    const page = file('index.html')
    expect(page).not.toMatch(/https?:|<script|<link|src=|@import/)
    expect(page.match(/<svg /g)?.length).toBe(4)
    expect(page).toContain('<strong>')
    expect(page).toContain('memory=7')
  })

  it('an existing comparison wants --resume or --force; resumed as it was it runs nothing and says the same', async () => {
    const before = file('table.md')
    const refused = await captured(words(`${two} --out ${out}`))
    expect(refused).toEqual({
      status: 2,
      out: '',
      err: `compare: the folder must hold no records yet, got 4.\n  in        ${out}\n  hint      go on with them with --resume, replace them with --force, or name another folder with --out DIR\n`,
    })
    const resumed = await captured(words(`${two} --out ${out} --resume --set er.memory=7`))
    expect(resumed).toMatchObject({ status: 0, err: '4 of 4 runs are recorded already\n' })
    expect(file('table.md')).toBe(before)
  })

  it('a record of other settings is a fault that names them', async () => {
    const resumed = await captured(words(`${two.replace('40', '50')} --out ${out} --resume --set er.memory=8 --quiet`))
    expect(resumed.status).toBe(2)
    expect(resumed.err).toBe(
      `compare: what is recorded must be of what is asked for, got \`samples\` 40 there and 50 here.\n  in        ${join(out, 'records', 'finetune-seed0.jsonl')}\n  hint      ask for the same, replace the records with --force, or name another folder with --out DIR\n`,
    )
    const other = await captured(words(`${two} --out ${out} --resume --set er.memory=8 --quiet`))
    expect(other.err).toContain('got `option memory` 7 there and 8 here, `digest of the program` ')
    const longer = await captured(words(`${two} --out ${out} --resume --set er.memory=7 --epochs 2 --quiet`))
    expect(longer.err).toContain('got `epochs` not set there and 2 here.')
    const same = await captured(words(`${two} --out ${out} --resume --set er.memory=7 --epochs 1 --quiet`))
    expect(same.status).toBe(0)
  })

  it('a torn record is run again, to the same numbers; --force runs all again', async () => {
    const path = join(out, 'records', 'er-seed3.jsonl')
    const whole = readFileSync(path, 'utf8')
    const before = withoutSeconds(file('table.json'))
    writeFileSync(path, whole.slice(0, Math.floor(whole.length * 0.7)))
    const resumed = await captured(words(`${two} --out ${out} --resume --set er.memory=7`))
    expect(resumed.err.split('\n')[0]).toBe('3 of 4 runs are recorded already')
    expect(withoutSeconds(file('table.json'))).toBe(before)
    const forced = await captured(words(`${two} --out ${out} --force --set er.memory=7 --json --workers 1`))
    expect(withoutSeconds(forced.out)).toBe(before)
  })

  it('law: seeds as lanes of one program leave the records that they leave one by one, to the bit on wasm, and go on from there', async () => {
    const lanes = join(folder, 'lanes')
    const eventsIn = (path: string): string =>
      JSON.stringify(
        right(decodeRecord(path)(readFileSync(path, 'utf8'))).filter(({ _tag }) => _tag !== 'RunStarted'),
        (key, value) => (/seconds$|^seal$/i.test(key) ? undefined : value),
      )
    const first = await captured(words(`${two} --lanes on --workers 1 --out ${lanes} --set er.memory=7`))
    expect(first.status).toBe(0)
    expect(first.out).toContain('seeds of er: 2 as lanes of one program\n')
    const names = readdirSync(join(lanes, 'records'))
    expect(names.length).toBe(4)
    for (const name of names) {
      expect(eventsIn(join(lanes, 'records', name))).toEqual(eventsIn(join(out, 'records', name)))
      expect(runIn(join(lanes, 'records', name))?.started.together).toEqual({
        lanes: 2,
        words: '2 as lanes of one program',
      })
    }
    // One of two that is run again is alone, by what was decided.
    rmSync(join(lanes, 'records', 'er-seed3.jsonl'))
    const again = await captured(words(`${two} --lanes on --workers 1 --out ${lanes} --resume --set er.memory=7`))
    expect(again.err.split('\n')[0]).toBe('3 of 4 runs are recorded already')
    expect(runIn(join(lanes, 'records', 'er-seed3.jsonl'))?.started.together).toEqual({
      lanes: 1,
      words: '2 as lanes of one program',
    })
    expect(eventsIn(join(lanes, 'records', 'er-seed3.jsonl'))).toEqual(eventsIn(join(out, 'records', 'er-seed3.jsonl')))
  })

  it('a run that diverges is a row, and the rest goes on', async () => {
    const wild = join(folder, 'wild')
    const printed = await captured(
      words(`compare finetune,er ${small} --seeds 5 --set finetune.rate=1e30 --quiet --out ${wild}`),
    )
    expect(printed).toMatchObject({ status: 3, err: '' })
    expect(printed.out).toMatch(/^finetune +diverged at task 1, batch \d$/m)
    expect(printed.out).toMatch(/^er +\d+\.\d +/m)
    expect(readFileSync(join(wild, 'index.html'), 'utf8')).toContain('diverged at task 1')
    expect(readCsv(readFileSync(join(wild, 'table.csv'), 'utf8'))[0]).toMatchObject({
      seeds: '0',
      acc: '',
      mishaps: expect.stringContaining('seed 5: diverged at task 1'),
    })
    const again = await captured(
      words(`compare finetune,er ${small} --seeds 5 --set finetune.rate=1e30 --out ${wild} --resume --backend auto`),
    )
    expect(again).toMatchObject({ status: 3, err: '2 of 2 runs are recorded already\n' })
  })

  it('interrupted, it leaves records that can be read and says how to go on', async () => {
    const left = join(folder, 'interrupted')
    const interrupt = new AbortController()
    const printed = await captured(words(`${two} --out ${left} --workers 1`), {
      signal: interrupt.signal,
      onErr: () => interrupt.abort(),
    })
    expect(printed).toMatchObject({ status: 130, out: '' })
    expect(
      printed.err.endsWith(`interrupted; what was done is in ${left}: go on with the same command and --resume\n`),
    ).toBe(true)
    const records = readdirSync(join(left, 'records'))
    expect(records.length).toBeLessThan(4)
    const endings = records.map((name) => runIn(join(left, 'records', name))?.ending?._tag)
    expect(endings).toContain('RunEnded')
    expect(endings.every((tag) => tag === 'RunEnded' || tag === 'RunInterrupted')).toBe(true)
    expect(existsSync(join(left, 'table.md'))).toBe(false)
  })

  it('shows a bar and the best in bold on a terminal', async () => {
    const esc = String.fromCharCode(27)
    const printed = await captured(words(`compare finetune,er ${small} --tasks 1`), { terminal: true })
    expect(printed.out).toMatch(new RegExp(`^(er|finetune) +${esc}\\[1m\\d+\\.\\d${esc}\\[22m`, 'm'))
    expect(printed.err).toContain('of 2 runs')
    const narrow = await captured(words(`compare finetune ${small} --tasks 1 --quiet`), {
      terminal: true,
      columns: 40,
      env: { NO_COLOR: '1' },
    })
    expect(narrow.out).toMatch(/^method +ACC +BWT +learning +training\nfinetune .*\n\nmethod +gradients +memory\n/m)
    expect(Math.max(...narrow.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
  })
})
