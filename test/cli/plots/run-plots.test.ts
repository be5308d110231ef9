import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { course, courseOf, hasCourse } from '../../../src/cli/plots/course.ts'
import { plotsOf, writePlots } from '../../../src/cli/plots/run-plots.ts'
import { hasSpectra, shares, spectraOf } from '../../../src/cli/plots/spectra.ts'
import { svgOf } from '../../../src/cli/plots/svg.ts'
import { defaults } from '../../../src/dsl/index.ts'
import { run } from '../../../src/experiment/index.ts'
import { cosine, signed } from '../../../src/experiment/protocol/index.ts'
import { ticksOf } from '../../../src/experiment/ticks.ts'
import { finetune } from '../../../src/methods/index.ts'
import { decodeRecord, type RecordedRun, recordedRuns } from '../../../src/records/index.ts'
import { gathered, right, sessionOf, spotStream, startedOf } from '../../experiment/digits.ts'
import { captured, words } from '../captured.ts'
import { tagsBalance } from '../written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-plots-'))
afterAll(() => rmSync(folder, { recursive: true }))

const stream = spotStream(2, 20)
const started = startedOf(finetune, stream, 5)

const recorded = (accuracy: number, more: Partial<RecordedRun> = {}): RecordedRun => ({
  started,
  before: [0, 0],
  matrix: [],
  ends: [4, 8],
  course: [
    { iteration: 0, scores: [0, 0] },
    { iteration: 2, scores: [accuracy, 0.1] },
    { iteration: 4, scores: [accuracy] },
  ],
  measured: [{ fisher: { zeros: 5, first: -8, counts: [2, 0, 3] } }],
  ending: undefined,
  ...more,
})

describe('the course of a run', () => {
  it('is the mean over the runs that were judged there, of the tasks that were', () => {
    const short = recorded(0.2, { course: recorded(0.2).course.slice(0, 2) })
    expect(course({ runs: [recorded(0.6), short] })).toEqual([
      { iteration: 0, scores: [0, 0] },
      { iteration: 2, scores: [0.4, 0.1] },
      { iteration: 4, scores: [0.6] },
    ])
  })

  it('is drawn with a rule between tasks and a line a task, one panel a method', async () => {
    const one = await svgOf(courseOf([{ label: 'a', runs: [recorded(0.5)] }]))
    expect(tagsBalance(one)).toBe(true)
    expect(one.match(/aria-roledescription="rule mark"/g)?.length).toBe(1)
    // Task 1 from its start; task 2 until its start: it was not begun.
    expect(one.match(/aria-roledescription="line mark"/g)?.length).toBe(2)
    const two = await svgOf(courseOf(['a', '<b>'].map((label) => ({ label, runs: [recorded(0.5)] }))))
    expect(tagsBalance(two)).toBe(true)
    expect(two).toContain('&lt;b&gt;')
    expect(hasCourse([{ label: 'a', runs: [recorded(0.5, { course: recorded(0.5).course.slice(0, 1) })] }])).toBe(false)
  })
})

describe('the course of a stream without task labels', () => {
  const judged = (...accuracies: readonly number[]) =>
    recorded(0, {
      started: { ...started, protocol: 'online', tasks: 3 },
      ends: [4, 8, 12],
      matrix: accuracies.map((accuracy) => [accuracy]),
      course: [0, ...accuracies].map((accuracy, i) => ({ iteration: 4 * i, scores: [accuracy] })),
    })
  it('is one line over the stretches that are judged: what prepares for them has no point', async () => {
    const panels = [{ label: 'a', runs: [judged(0, 0.5, 0.75)] }]
    const spec = courseOf(panels) as { readonly data: { readonly values: readonly object[] } }
    expect(spec.data.values).toMatchObject([
      { iteration: 8, score: 0.5 },
      { iteration: 12, score: 0.75 },
    ])
    const drawn = await svgOf(courseOf(panels))
    expect(drawn.match(/aria-roledescription="line mark"/g)?.length).toBe(1)
    expect(drawn).not.toContain('>task<')
  })
  it('control: of tasks the first judgement has its points, and there is a legend', async () => {
    const panels = [{ label: 'a', runs: [{ ...judged(0, 0.5, 0.75), started: { ...started, tasks: 3 } }] }]
    const spec = courseOf(panels) as { readonly data: { readonly values: readonly object[] } }
    expect(spec.data.values[0]).toMatchObject({ iteration: 0, score: 0 })
    expect(await svgOf(courseOf(panels))).toContain('>task<')
  })
  it('is nothing while there is only what prepares', () => {
    expect(hasCourse([{ label: 'a', runs: [judged(0)] }], 'online')).toBe(false)
    expect(hasCourse([{ label: 'a', runs: [judged(0, 0.5)] }], 'online')).toBe(true)
  })
})

describe('spectra', () => {
  it('law: the shares of all bins and of zeros add up to 1, and are means over seeds', () => {
    const spectrum = fc.record({
      zeros: fc.nat(50),
      first: fc.integer({ min: -20, max: 5 }),
      counts: fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }).map((counts) => [...counts, 1]),
    })
    fc.assert(
      fc.property(fc.array(spectrum, { minLength: 1, maxLength: 4 }), (spectra) => {
        const { zero, bins } = shares(spectra)
        expect(bins.reduce((sum, { share }) => sum + share, zero)).toBeCloseTo(1, 12)
        const alone = spectra.map((one) => shares([one]).zero)
        expect(zero).toBeCloseTo(alone.reduce((a, b) => a + b) / alone.length, 12)
      }),
    )
    expect(shares([{ zeros: 5, first: -8, counts: [2, 0, 3] }])).toEqual({
      zero: 0.5,
      bins: [
        { from: -2, to: -1.75, share: 0.2 },
        { from: -1.75, to: -1.5, share: 0 },
        { from: -1.5, to: -1.25, share: 0.3 },
      ],
    })
  })

  it('are drawn one below the other, and say how many parameters have none', async () => {
    const svg = await svgOf(spectraOf([{ label: 'a', runs: [recorded(0.5)] }]))
    expect(tagsBalance(svg)).toBe(true)
    expect(svg).toContain('none: 50.0 %')
    expect(svg).toContain('after task 1')
    expect(hasSpectra([{ label: 'a', runs: [recorded(0.5, { measured: [{}] })] }])).toBe(false)
  })
})

describe('ticksOf', () => {
  it.each([undefined, 1, 2, 3, 4, 7])('is how many a run gives, judged inside every %s', async (every) => {
    const all = await gathered(
      run({
        started,
        program: finetune.program(defaults(finetune.options)),
        stream,
        session: sessionOf(finetune),
        evaluateEvery: every,
      }),
    )
    const ticks = all.filter(({ _tag }) => _tag === 'BatchDone' || _tag === 'TaskJudged').length
    expect(ticksOf(stream, started, every)).toBe(ticks)
  })
})

describe('a signed number', () => {
  it('has two digits that count, and the minus of print', () => {
    expect([0, 1234, 0.04567, -1.06, 0.1, 3.21e-5, -1e-7].map(signed).join(' ')).toBe(
      '0 +1234 +0.046 −1.1 +0.10 +3.2e-5 −1.0e-7',
    )
    expect([0, 0.004, -0.004, 0.3, -0.996].map(cosine).join(' ')).toBe('0.00 0.00 0.00 +0.30 −1.00')
  })
})

const small =
  'run finetune --benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm --quiet --evaluate validation'
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('retain run --plot', () => {
  const out = join(folder, 'a.jsonl')

  it('draws beside the record, and names the files at the end', async () => {
    const asked = `${small} --seeds 0-1 --evaluate-every 2 --measure alignment --plot accuracy fisher --out ${out}`
    const printed = await captured(words(asked))
    expect(printed).toMatchObject({ status: 0, err: '' })
    const files = ['accuracy', 'fisher'].map((kind) => join(folder, `a-${kind}.svg`))
    expect(printed.out.slice(printed.out.indexOf('plots')).split(/\s+/)).toEqual(['plots', ...files, ''])
    expect(printed.out).toMatch(/^transfer +[+−]\S+ +± \S+\ncosine +[+−]/m)
  })

  it('the pictures are whole, and the record has what they show', () => {
    for (const kind of ['accuracy', 'fisher']) {
      const svg = read(`a-${kind}.svg`)
      expect(tagsBalance(svg)).toBe(true)
      expect(svg).toContain('finetune on permuted-mnist')
      expect(svg).not.toMatch(/NaN|undefined|null/)
    }
    const [first] = recordedRuns(right(decodeRecord('a')(read('a.jsonl'))))
    expect(first!.started).toMatchObject({ evaluateEvery: 2, measures: ['alignment', 'fisher'] })
    expect(first!.course.map(({ iteration }) => iteration)).toEqual([0, 2, 4, 6, 8])
    expect(first!.measured[1]!.alignment!.cosine).toBeGreaterThan(-1)
  })

  it('learns what it learns without', async () => {
    const plain = await captured(words(`${small} --json`))
    const [first] = recordedRuns(right(decodeRecord('a')(read('a.jsonl'))))
    const [run] = JSON.parse(plain.out).runs
    expect(run.matrix).toEqual(first!.matrix)
    // Two tasks of 40 examples, a gradient each.
    expect(run).toMatchObject({ gradients: 80, remembered: 0 })
    expect(plain.out).not.toMatch(/gradient(Product|Cosine)/)
  })

  it('replaces neither record nor plot unless it is told to', async () => {
    rmSync(out)
    const refused = await captured(words(`${small} --plot fisher --out ${out}`))
    expect(refused).toEqual({
      status: 2,
      out: '',
      err: `--plot: the plot must be a new file, got one that exists.\n  in        ${join(folder, 'a-fisher.svg')}\n  hint      name another record with --out, or replace all with --force\n`,
    })
    expect(existsSync(out)).toBe(false)
    const before = read('a-fisher.svg')
    expect((await captured(words(`${small} --plot fisher --out ${out} --force`))).status).toBe(0)
    expect(read('a-fisher.svg')).not.toBe(before)
  })

  it('what was done is drawn when it is interrupted, and when it diverges', async () => {
    const interrupt = new AbortController()
    const begun = join(folder, 'begun.jsonl')
    const loud = small.replace(' --quiet', '')
    const printed = await captured(words(`${loud} --plot accuracy fisher --out ${begun}`), {
      signal: interrupt.signal,
      onErr: (text) => {
        if (text.includes('task 1 of 2')) interrupt.abort()
      },
    })
    expect(printed.status).toBe(130)
    const drawn = ['accuracy', 'fisher'].map((kind) => join(folder, `begun-${kind}.svg`))
    expect(
      printed.err.endsWith(
        `interrupted; what was done is in ${[begun, ...drawn].join(', ')}: go on with the same command and --resume\n`,
      ),
    ).toBe(true)
    expect(drawn.every(existsSync)).toBe(true)
    const lost = await captured(words(`${small} --set rate=1e30 --plot accuracy --out ${join(folder, 'lost.jsonl')}`))
    expect(lost.status).toBe(3)
    expect(existsSync(join(folder, 'lost-accuracy.svg'))).toBe(false)
    const late = `${small} --set rate=1e30 --evaluate-every 1 --plot accuracy --out ${join(folder, 'late.jsonl')}`
    expect((await captured(words(late))).status).toBe(3)
  })
})

describe('what --plot refuses', () => {
  const asked = (names: readonly string[], out: string | undefined) =>
    plotsOf(names, { method: './there/mine.ts', out, force: false })

  it('names the file after the record, or after the method', () => {
    expect(asked(['fisher', 'accuracy', 'fisher'], join(folder, 'x.y.jsonl'))).toEqual(
      E.right(['fisher', 'accuracy'].map((kind) => ({ kind, path: join(folder, `x.y-${kind}.svg`) }))),
    )
    expect(asked(['fisher'], undefined)).toEqual(E.right([{ kind: 'fisher', path: 'mine-fisher.svg' }]))
    expect(asked([], undefined)).toEqual(E.right([]))
  })

  it('an unknown kind, with the nearest; a folder that is not there; a folder of that name', () => {
    expect(asked(['fischer'], undefined)).toMatchObject({
      left: {
        where: '--plot',
        got: '`fischer`',
        hint: 'the nearest is `fisher`; known: accuracy, adaptation, error, fisher, online',
        code: 2,
      },
    })
    expect(asked(['fisher'], join(folder, 'no', 'a.jsonl'))).toMatchObject({
      left: { where: '--plot', rule: 'the folder of the plot must be there' },
    })
    mkdirSync(join(folder, 'dir-fisher.svg'))
    expect(asked(['fisher'], join(folder, 'dir.jsonl'))).toMatchObject({
      left: { where: '--plot', rule: 'the plot must be a file that can be written', got: 'a folder of that name' },
    })
  })

  it('a file that can no longer be written at the end is a fault', async () => {
    const path = join(folder, 'file', 'a.svg')
    writeFileSync(join(folder, 'file'), '')
    const written = await writePlots([{ kind: 'accuracy', path }], [recorded(0.5)])()
    expect(written).toMatchObject({ left: { where: '--plot', rule: 'the plot must be a file that can be written' } })
    expect(await writePlots([{ kind: 'accuracy', path }], [])()).toEqual(E.right([]))
  })

  it('unknown measures and odd numbers', async () => {
    const measure = await captured(words(`${small} --measure aligment`))
    expect(measure.status).toBe(2)
    expect(measure.err).toContain('--measure: the measure must be one that is known, got `aligment`')
    expect(measure.err).toContain('the nearest is `alignment`; known: alignment, fisher')
    const every = await captured(words(`${small} --evaluate-every 0`))
    expect(every.status).toBe(2)
    expect(every.err).toContain('--evaluate-every: the value must be a whole number, at least 1, got `0`')
  })
})
