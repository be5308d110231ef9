import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { reportCodec } from '../../src/cli/words/report.ts'
import { metricsBy, regression } from '../../src/experiment/protocol/index.ts'
import { readRecordFile, recordedRuns } from '../../src/records/index.ts'
import { comparisonCodec } from '../../src/sweep/index.ts'
import { right } from '../experiment/digits.ts'
import { captured, words } from './captured.ts'
import { readCsv, tagsBalance } from './written.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-regression-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sines = '--benchmark drifting-sines --tasks 2 --samples 200 --network mlp-20'

describe('numbers to predict', () => {
  const record = join(folder, 'run.jsonl')

  it('are run: the summary, the progress, the plot and the record are of errors', async () => {
    const { status, out, err } = await captured(
      words(`run finetune ${sines} --seeds 0-1 --evaluate-every 5 --out ${record} --plot error accuracy`),
    )
    expect(status).toBe(0)
    expect(out.split('\n')[0]).toBe('finetune on drifting-sines: 2 tasks of 200 examples, batches of 10')
    expect(out).toMatch(/^seed +error +backward +forward +learning +forgetting +training +judging$/m)
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '(error on each task, the first learned first; in mean squares, as all above)',
    )
    expect(out).not.toMatch(/accuracy|ACC|%/)
    expect(err).toMatch(/^finetune, seed 0: task 2 of 2, sine 2: [\d.e-]+; all so far [\d.e-]+$/m)
    const svg = readFileSync(join(folder, 'run-error.svg'), 'utf8')
    expect(tagsBalance(svg)).toBe(true)
    expect(svg).toContain('Squared error on each task')
    expect(existsSync(join(folder, 'run-accuracy.svg'))).toBe(false)
  })

  it('leave a record that holds to itself: what is read back is what the errors come to', async () => {
    const lines = readFileSync(record, 'utf8')
    expect(lines).toContain('"protocol":"regression"')
    expect(lines).toContain('"errors":[')
    expect(lines).not.toContain('accuracies')
    const runs = recordedRuns(right(await readRecordFile(record)()))
    expect(runs.length).toBe(2)
    for (const { matrix, before, ending } of runs) {
      if (ending?._tag !== 'RunEnded') throw new Error('it did not end')
      expect(ending.metrics).toEqual(right(metricsBy(regression)(matrix, before)))
      expect(Object.keys(ending.metrics)).toEqual(regression.metrics.map(({ name }) => name))
    }
  })

  it('learn: the error falls to a part of what it was, by a loss of squares', async () => {
    const { out } = await captured(
      words(
        'run finetune --benchmark drifting-sines --tasks 1 --epochs 6 --json --quiet --set optimiser=adam rate=0.003',
      ),
    )
    const { runs, protocol } = right(reportCodec.decode(JSON.parse(out)) as E.Either<never, never>) as {
      readonly protocol: string
      readonly runs: readonly { readonly error: number }[]
    }
    expect(protocol).toBe('regression')
    // A sine of amplitude 0.5 to 1.5 has a mean square of at least 1/8: what predicting 0 leaves.
    expect(runs[0]!.error).toBeLessThan(1 / 16)
  })

  it.each([
    ['errors', ['"errors":[', '"accuracies":[']],
    ['the protocol', ['"protocol":"regression",', '']],
    ['an error', [/("after":1,"errors":\[)[^,\]]*/, '$10.5']],
  ] as const)('control: a record with %s changed is refused', async (_, [from, to]) => {
    const path = join(folder, 'changed.jsonl')
    const text = readFileSync(record, 'utf8')
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    writeFileSync(path, changed)
    expect(E.isLeft(await readRecordFile(path)())).toBe(true)
  })

  it('are compared: less is better, in the table, the figures and JSON', async () => {
    const out = join(folder, 'comparison')
    const printed = await captured(
      words(`compare finetune,joint ${sines} --epochs 3 --seeds 0-1 --out ${out} --workers 1`),
    )
    expect(printed.status).toBe(0)
    expect(printed.out).toMatch(/^method +error +backward +learning +training/m)
    expect(printed.out).toContain('errors in mean squares')
    expect(printed.err).toMatch(
      /^joint, seed 0: error [\d.e-]+, backward [+−]?[\d.e-]+, [\d.]+ s of training \(\d of 4\)$/m,
    )
    expect(readdirSync(out).filter((name) => name.endsWith('.svg'))).toEqual([
      'error.svg',
      'evolution.svg',
      'training-time.svg',
    ])
    const { methods, protocol } = right(
      comparisonCodec.decode(JSON.parse(readFileSync(join(out, 'table.json'), 'utf8'))) as E.Either<never, never>,
    ) as { readonly protocol: string; readonly methods: readonly { readonly mean: Record<string, number> }[] }
    expect(protocol).toBe('regression')
    const [finetune, joint] = methods.map(({ mean }) => mean.error!)
    // All examples at hand leave less error than the last task's alone.
    expect(joint!).toBeLessThan(finetune!)
    const bold = readFileSync(join(out, 'table.md'), 'utf8').match(/^\| (finetune|joint) \|.*$/gm)!
    expect(bold.map((row) => row.split(' | ')[1]!.startsWith('**'))).toEqual([false, true])
    expect(Object.keys(readCsv(readFileSync(join(out, 'table.csv'), 'utf8'))[0]!)).toEqual(
      expect.arrayContaining(['error', 'error_std', 'backward', 'learning_error', 'forgetting']),
    )
    const again = await captured(words(`compare finetune,joint ${sines} --epochs 3 --seeds 0-1 --out ${out} --resume`))
    expect(again.err).toContain('4 of 4 runs are recorded already')
    expect(again.out).toBe(printed.out)
  })
})
