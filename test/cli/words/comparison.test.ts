import { describe, expect, it } from 'vitest'
import { evolution } from '../../../src/cli/plots/evolution.ts'
import { figuresOf } from '../../../src/cli/plots/figures.ts'
import { coloursFor, dashesFor } from '../../../src/cli/plots/palette.ts'
import { columnsFor, notesOf, tableOf } from '../../../src/cli/words/comparison/columns.ts'
import { csvOf } from '../../../src/cli/words/comparison/csv.ts'
import { metrics } from '../../../src/experiment/index.ts'
import { change, percent } from '../../../src/experiment/protocol/index.ts'
import type { Asked } from '../../../src/experiment/settings/index.ts'
import { finetune } from '../../../src/methods/index.ts'
import type { RecordedRun } from '../../../src/records/index.ts'
import { comparisonCodec, comparisonOf } from '../../../src/sweep/comparison.ts'
import { type Standing, standingsOf } from '../../../src/sweep/standing.ts'
import { right, spotStream, startedOf } from '../../experiment/digits.ts'
import { readCsv } from '../written.ts'

const started = startedOf(finetune, spotStream(2, 5), 5)

const ended = (matrix: readonly (readonly number[])[]): RecordedRun => ({
  started,
  before: [0, 0],
  matrix,
  ...{ ends: [], course: [], measured: [] },
  ending: {
    _tag: 'RunEnded',
    metrics: right(metrics(matrix, [0, 0])),
    trainSeconds: 2,
    evalSeconds: 1,
    remembered: 3,
    gradients: 1234,
  },
})

const diverged: RecordedRun = {
  started,
  before: [0, 0],
  matrix: [[0.8, 0.1]],
  ...{ ends: [], course: [], measured: [] },
  ending: {
    _tag: 'RunFailed',
    fault: { where: 'm', rule: 'parameters must stay finite', code: 3 },
    at: { task: 1, batch: 12, during: 'onBatch' },
  },
}

const standings = (runs: Readonly<Record<string, readonly RecordedRun[]>>): readonly Standing[] =>
  standingsOf(
    Object.keys(runs),
    new Map(
      Object.entries(runs).flatMap(([label, of]) =>
        of.map((run) => [
          {
            label,
            seed: 0,
            asked: started,
            ticks: 0,
            order: { name: label, set: {}, asked, alone: false },
          },
          run,
        ]),
      ),
    ),
  )
const asked: Asked = { benchmark: 'b', seeds: [0], evaluate: 'test', backend: 'auto' }

const good = ended([
  [0.8, 0.1],
  [0.6, 0.9],
])
const bad = ended([
  [0.5, 0.1],
  [0.1, 0.5],
])

describe('the table', () => {
  const texts = (runs: Readonly<Record<string, readonly RecordedRun[]>>) =>
    tableOf(standings(runs)).map(({ title, cells }) => [
      title,
      typeof cells === 'string' ? cells : cells.map(({ text, best }) => (best ? `[${text}]` : text)),
    ])

  it('marks the best, and equals', () => {
    expect(texts({ a: [good], b: [bad], c: [good] })).toEqual([
      ['a', ['[75.0]', '[−20.0]', '[85.0]', '2.0 s', '1.23k', '3']],
      ['b', ['30.0', '−40.0', '50.0', '2.0 s', '1.23k', '3']],
      ['c', ['[75.0]', '[−20.0]', '[85.0]', '2.0 s', '1.23k', '3']],
    ])
    expect(columnsFor(standings({ a: [good] })).length).toBe(6)
  })

  it('marks nothing where there is one, and gives deviations where there are several runs', () => {
    expect(texts({ a: [good, bad] })).toEqual([
      ['a', ['52.5 ± 31.8', '−30.0 ± 14.1', '67.5 ± 24.7', '2.0 s', '1.23k', '3']],
    ])
  })

  it('a method with a run that diverged has a note, and is never the best; one without a run that ended says why', () => {
    const runs = { a: [good, diverged], b: [bad], c: [diverged] }
    expect(texts(runs).map(([title, cells]) => [title, cells?.[0]])).toEqual([
      ['a *', '75.0'],
      ['b', '30.0'],
      ['c', 'd'],
    ])
    expect(texts(runs)[2]?.[1]).toBe('diverged at task 2, batch 13')
    expect(notesOf(standings(runs))).toEqual([
      `* a, seed ${started.seed}: diverged at task 2, batch 13; not in its means`,
    ])
  })

  it('names with commas and quotes survive CSV', () => {
    const [row] = readCsv(csvOf(standings({ 'a, "b"': [good] })))
    expect(row).toMatchObject({ method: 'a, "b"', seeds: '1', acc: '0.75', acc_std: '0', gradients: '1234' })
  })
})

describe('the alignment of gradients', () => {
  const aligned = (product: number, cosine: number): RecordedRun => ({
    ...good,
    measured: [{}, { alignment: { product, cosine } }],
  })
  const all = standings({ a: [aligned(2, 0.5), aligned(4, 0.3)], b: [good], c: [aligned(-0.5, -0.125), diverged] })

  it('is a column where some method has it, with the mean and deviation over seeds of what the last task left', () => {
    expect(
      columnsFor(all)
        .map(({ head }) => head)
        .slice(6),
    ).toEqual(['transfer', 'cosine'])
    expect(
      tableOf(all).map(({ cells }) => typeof cells !== 'string' && cells.slice(6).map(({ text }) => text)),
    ).toEqual([
      ['+3.0 ± 1.4', '+0.40 ± 0.14'],
      ['', ''],
      ['−0.50', '−0.13'],
    ])
  })

  it('is in CSV and JSON, and in neither where nothing was measured', () => {
    const [a, b, c] = readCsv(csvOf(all))
    expect(a).toMatchObject({ gradient_product: '3', gradient_cosine: '0.4' })
    expect(b).toMatchObject({ gradient_product: '', gradient_cosine: '' })
    expect(c).toMatchObject({ gradient_product: '-0.5', gradient_cosine: '-0.125' })
    const comparison = comparisonOf(all, [0, 1])
    expect(comparisonCodec.encode(comparison!).methods.map(({ mean }) => mean?.gradientProduct)).toEqual([
      3,
      undefined,
      -0.5,
    ])
    const plain = standings({ b: [good] })
    expect(csvOf(plain)).not.toContain('gradient_')
    expect(JSON.stringify(comparisonOf(plain, [0]))).not.toContain('gradientP')
  })
})

describe('the figures', () => {
  it('the evolution is the mean over tasks learned so far and over seeds', () => {
    const [of] = standings({ a: [good, bad] })
    expect(evolution(of!).map((x) => x.toFixed(6))).toEqual(['0.650000', '0.525000'])
  })

  it('are none when nothing ended, and have all methods that did', async () => {
    expect(await figuresOf(standings({ a: [diverged] }))).toEqual([])
    const figures = await figuresOf(standings({ a: [good], b: [diverged], '<c & d>': [bad] }))
    expect(figures.map(({ name }) => name)).toEqual(['accuracy', 'evolution', 'training-time'])
    for (const { svg } of figures) {
      expect(svg).toContain('&lt;c &amp; d&gt;')
      expect(svg).not.toContain('>b<')
    }
  })

  it('are more where runs were judged inside tasks, or their Fisher information measured', async () => {
    const seen = { ...good, started: { ...started, evaluateEvery: 1 }, ends: [1, 2] }
    const more = { ...seen, measured: [{ fisher: { zeros: 1, first: -3, counts: [1] } }] }
    const names = async (run: RecordedRun) => (await figuresOf(standings({ a: [run], b: [good] }))).map((f) => f.name)
    expect(await names(seen)).toEqual(['accuracy', 'evolution', 'training-time', 'tasks'])
    expect(await names(more)).toEqual(['accuracy', 'evolution', 'training-time', 'tasks', 'fisher'])
  })

  it('tell 36 methods apart by colour and dashes', () => {
    const colours = coloursFor(36)
    const dashes = dashesFor(36)
    expect(new Set(colours.map((colour, i) => `${colour} ${dashes[i]?.join(' ')}`)).size).toBe(36)
    expect(new Set(colours.slice(0, 12)).size).toBe(12)
  })
})

describe('percent', () => {
  it('what rounds to nothing has no sign', () => {
    expect([percent(-0.0001), change(0.0001), change(-0.0004), change(0.0006), percent(-0.123)]).toEqual([
      '0.0',
      '0.0',
      '0.0',
      '+0.1',
      '−12.3',
    ])
  })
})
