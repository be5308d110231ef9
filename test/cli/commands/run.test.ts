import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type Report, reportCodec } from '../../../src/cli/words/report.ts'
import { metrics } from '../../../src/experiment/index.ts'
import { decodeRecord, recordedRuns } from '../../../src/records/index.ts'
import { right } from '../../experiment/digits.ts'
import { captured, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-run-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small = 'run finetune --benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm'

const reportIn = (out: string): Report => {
  expect(out.endsWith('\n') && !out.slice(0, -1).includes('\n')).toBe(true)
  const decoded = reportCodec.decode(JSON.parse(out))
  if (E.isLeft(decoded)) throw new Error('not a report')
  expect(reportCodec.encode(decoded.right)).toEqual(JSON.parse(out))
  return decoded.right
}

const runsIn = (path: string) => recordedRuns(right(decodeRecord(path)(readFileSync(path, 'utf8'))))

const withoutSeconds = (report: Report): string =>
  JSON.stringify(report, (key, value) => (/Seconds$/.test(key) ? undefined : value))

describe('retain run', () => {
  it('announces and records batches no larger than a task', async () => {
    const { out } = await captured(words('run finetune --benchmark permuted-mnist --tasks 1 --samples 2 --quiet'))
    expect(out).toContain('batches of 2')
  })

  it('--json prints one object, with mean and deviation over seeds; the record says the same', async () => {
    const out = join(folder, 'seeds.jsonl')
    const printed = await captured(words(`${small} --seeds 0,3 --set rate=0.1 --json --out ${out}`))
    expect(printed.status).toBe(0)
    const report = reportIn(printed.out)
    expect({ ...report, runs: [], mean: 0, std: 0 }).toEqual({
      method: 'finetune',
      benchmark: 'permuted-mnist',
      options: expect.objectContaining({ rate: 0.1 }),
      backend: 'wasm',
      runs: [],
      mean: 0,
      std: 0,
    })
    const [first, second] = report.runs
    expect(report.runs.map(({ seed }) => seed)).toEqual([0, 3])
    expect(report.mean.acc).toBeCloseTo((first!.acc! + second!.acc!) / 2, 12)
    expect(report.std.acc).toBeCloseTo(Math.abs(first!.acc! - second!.acc!) / Math.SQRT2, 12)
    expect(first!.acc).toBeGreaterThan(0.12)
    const runs = runsIn(out)
    expect(runs.map(({ matrix }) => matrix)).toEqual(report.runs.map(({ matrix }) => matrix))
    runs.forEach(({ started, before, matrix }, i) => {
      const { seed, acc, bwt, fwt, learningAccuracy, forgetting } = report.runs[i]!
      expect(right(metrics(matrix, before))).toEqual({ acc, bwt, fwt, learningAccuracy, forgetting })
      expect(started).toMatchObject({ seed, method: 'finetune', tasks: 2, samples: 40, batch: 10, evaluate: 'test' })
    })
  })

  it('gives the same numbers for the same seed, and others for another; progress goes to the error output', async () => {
    const once = await captured(words(`${small} --json`))
    const again = await captured(words(`${small} --json --quiet`))
    const other = await captured(words(`${small} --json --quiet --seeds 1`))
    expect(withoutSeconds(reportIn(again.out))).toBe(withoutSeconds(reportIn(once.out)))
    expect(withoutSeconds(reportIn(other.out))).not.toBe(withoutSeconds(reportIn(once.out)))
    expect(again.err).toBe('')
    expect(once.err.split('\n').map((line) => line.replace(/[\d.]+ %/g, '%'))).toEqual([
      'finetune, seed 0: 2 tasks, wasm; untrained %',
      'finetune, seed 0: task 1 of 2, permutation 1: %; all so far %',
      'finetune, seed 0: task 2 of 2, permutation 2: %; all so far %',
      '',
    ])
  })

  it('a run that diverges says where, keeps its record and exits 3', async () => {
    const out = join(folder, 'diverged.jsonl')
    const printed = await captured(words(`${small} --seeds 5 --set rate=1e30 --quiet --json --out ${out}`))
    expect(printed).toMatchObject({ status: 3, out: '' })
    expect(printed.err).toMatch(
      /^finetune: parameters must stay finite, got values that are not, at task 1, batch \d\.\n {2}in {8}seed 5\n/,
    )
    const [run] = runsIn(out)
    expect(run?.before.length).toBe(2)
    expect(run?.ending).toMatchObject({ _tag: 'RunFailed', at: { task: 0, during: 'onBatch' }, fault: { code: 3 } })
  })

  it('an interrupted run says so in its record and exits 130', async () => {
    const out = join(folder, 'interrupted.jsonl')
    const interrupt = new AbortController()
    const line = 'run finetune --benchmark permuted-mnist --tasks 4 --samples 1000 --backend wasm --seeds 3-5 --json'
    const printed = await captured(words(`${line} --out ${out}`), {
      signal: interrupt.signal,
      onErr: (text) => {
        if (text.includes('seed 4: task 1 of 4')) interrupt.abort()
      },
    })
    expect(printed).toMatchObject({ status: 130, out: '' })
    expect(printed.err.split('\n').at(-2)).toBe(
      `interrupted; what was done is in ${out}: go on with the same command and --resume`,
    )
    const [whole, cut, ...more] = runsIn(out)
    expect({ first: whole?.ending?._tag, second: cut?.ending?._tag, more }).toEqual({
      ...{ first: 'RunEnded', second: 'RunInterrupted', more: [] },
    })
    expect(cut?.matrix.length).toBeGreaterThanOrEqual(1)
    expect(cut?.matrix.length).toBeLessThan(4)
  })

  it('a full disk ends it', async () => {
    const printed = await captured(words(`${small} --quiet --out /dev/full --force`))
    expect(printed.status).toBe(2)
    expect(printed.err).toContain('record: the record must be a file that can be written, got a full disk (ENOSPC).')
  })

  it('without --json prints a summary that fits 80 columns, and a narrower terminal', async () => {
    const wide = await captured(words(`${small} --seeds 0-1 --quiet`))
    expect(wide.out).toContain('finetune on permuted-mnist: 2 tasks of 40 examples, batches of 10')
    expect(wide.out).toMatch(/^mean {2,}\d\d\.\d/m)
    expect(wide.out).toMatch(/^± {3,}\d+\.\d/m)
    expect(Math.max(...wide.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const narrow = await captured(words(`${small} --seeds 0-1 --quiet`), {
      terminal: true,
      columns: 44,
      env: { NO_COLOR: '1' },
    })
    expect(narrow.out).toMatch(/^seed +ACC +BWT\n0 +\d.*\n1 +\d.*\n\nACC +\d\d\.\d +± \d+\.\d$/m)
    expect(Math.max(...narrow.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(44)
  })

  it('colours and a bar are for terminals only, and colours not where NO_COLOR is set', async () => {
    const esc = String.fromCharCode(27)
    const terminal = await captured(words(small), { terminal: true })
    expect(terminal.out).toContain(`${esc}[1m`)
    expect(terminal.err).toContain('finetune, seed 0')
    expect(terminal.err).toContain('%')
    expect(terminal.err).not.toContain('untrained')
    expect((await captured(words(small), { terminal: true, env: { NO_COLOR: '1' } })).out).not.toContain(esc)
    expect((await captured(words(small))).out).not.toContain(esc)
  })

  it('--normalise and --class-order change what is learned, and the record says so', async () => {
    const out = join(folder, 'split.jsonl')
    const split = 'run finetune --benchmark split-mnist --tasks 2 --samples 20 --backend wasm --quiet --json'
    const plain = reportIn((await captured(words(split))).out)
    const other = reportIn((await captured(words(`${split} --normalise --class-order random --out ${out}`))).out)
    expect(other.runs[0]?.matrix).not.toEqual(plain.runs[0]?.matrix)
    expect(runsIn(out)[0]?.started).toMatchObject({ normalise: true, classOrder: 'random' })
  })

  it('--scenario and a seed of --class-order change what is learned; record and summary say so', async () => {
    const out = join(folder, 'scenario.jsonl')
    const split = 'run finetune --benchmark split-mnist --tasks 2 --samples 20 --backend wasm --quiet'
    const asked = '--scenario domain --class-order 1993'
    const printed = await captured(words(`${split} ${asked} --out ${out}`))
    expect(printed.out.replace(/\s+/g, ' ')).toContain(', classes in the order of seed 1993, domain incremental')
    expect(runsIn(out)[0]?.started).toMatchObject({ scenario: 'domain', classOrder: 1993 })
    const matrix = async (more: string) =>
      reportIn((await captured(words(`${split} --json ${more}`))).out).runs[0]?.matrix
    expect(await matrix(asked)).not.toEqual(await matrix('--class-order 1993'))
    expect(await matrix('--scenario class')).toEqual(await matrix(''))
  })

  it('every part of the protocol can be chosen, and the record says what was', async () => {
    const out = join(folder, 'protocol.jsonl')
    const chosen = '--epochs 2 --network mlp-20 --initialisation kaimingNormal --memory 14'
    const er = small.replace('finetune', 'er')
    const printed = await captured(words(`${er} ${chosen} --quiet --out ${out}`))
    expect(printed.status).toBe(0)
    expect(printed.out).toContain('2 tasks of 40 examples, batches of 10, 2 passes')
    expect(printed.out).toContain('mlp-20 (kaimingNormal) on wasm')
    const [run] = runsIn(out)
    expect(run?.started).toMatchObject({
      epochs: 2,
      network: 'mlp-20',
      initialisation: 'kaimingNormal',
      options: { memory: 14 },
    })
    expect(run?.ending).toMatchObject({ remembered: 14 })
    const own = join(folder, 'own.jsonl')
    await captured(words(`${small} --quiet --out ${own}`))
    for (const part of ['epochs', 'iterations', 'initialisation'])
      expect(Object.keys(runsIn(own)[0]!.started)).not.toContain(part)
  })

  it('one pass is the same as so many batches, to the bit', async () => {
    const matrix = async (length: string) =>
      reportIn((await captured(words(`${small} ${length} --quiet --json`))).out).runs[0]?.matrix
    expect(await matrix('--iterations 4')).toEqual(await matrix(''))
    expect(await matrix('--iterations 5')).not.toEqual(await matrix(''))
    expect(await matrix('--epochs 1')).toEqual(await matrix(''))
  })

  it('--set wins over --memory, and that over the benchmark', async () => {
    const remembered = async (flags: string) => {
      const out = join(folder, 'memory.jsonl')
      await captured(words(`${small.replace('finetune', 'gem')} ${flags} --quiet --force --out ${out}`))
      return runsIn(out)[0]?.started.options.memory
    }
    expect(await remembered('')).toBe(100)
    expect(await remembered('--memory 60')).toBe(30)
    expect(await remembered('--memory 60 --set memory=5')).toBe(5)
  })

  it('other networks learn digits too', async () => {
    const printed = await captured(
      words(
        'run finetune --benchmark split-mnist --tasks 1 --samples 4 --batch 2 --network cnn --backend wasm --quiet --json',
      ),
    )
    expect(printed).toMatchObject({ status: 0, err: '' })
  })

  it('runs the only method of a file, or its default', async () => {
    const file = async (name: string) =>
      reportIn((await captured(words(`${small.replace('finetune', `test/cli/methods/${name}`)} --quiet --json`))).out)
    const mine = await file('mine.ts')
    expect(mine).toMatchObject({ method: 'test/cli/methods/mine.ts', options: { rate: 0.05 } })
    expect((await file('chosen.ts')).runs[0]?.matrix).toEqual(mine.runs[0]?.matrix)
  })
})
