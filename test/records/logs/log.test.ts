import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { csvLog, logIn, tensorboardLog } from '../../../src/records/index.ts'
import { captured, words } from '../../cli/captured.ts'
import { readCsv } from '../../cli/written.ts'
import { right } from '../../experiment/digits.ts'
import { eventsOf, startedAs } from '../../sweep/made.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-logs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const events = eventsOf(startedAs('ewc, "own"', 3), [0.9, 0.7, 0.8], 5)

/** The points of the run by hand: two tasks of two batches; a row has the task learned and the next. */
const points = [
  ...[0, 1].map((task) => ({ curve: `accuracy/task ${task + 1}`, iteration: 0, value: 0.1 })),
  { curve: 'seconds/learning', iteration: 2, value: 2.5 },
  { curve: 'accuracy/task 1', iteration: 2, value: 0.9 },
  { curve: 'accuracy/task 2', iteration: 2, value: 0.1 },
  { curve: 'accuracy/so far', iteration: 2, value: 0.9 },
  { curve: 'seconds/learning', iteration: 4, value: 5 },
  { curve: 'accuracy/task 1', iteration: 4, value: 0.7 },
  { curve: 'accuracy/task 2', iteration: 4, value: 0.8 },
  { curve: 'accuracy/so far', iteration: 4, value: 0.75 },
  { curve: 'metrics/acc', iteration: 4, value: 0.75 },
]

/** Reads event files with TensorBoard's own reader, which holds every checksum to its bytes. */
const reader = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0, 'tensors': 0})
read.Reload()
tags = read.Tags()
print(json.dumps({
  'scalars': {tag: [[one.step, one.value] for one in read.Scalars(tag)] for tag in tags['scalars']},
  'text': read.Tensors('settings')[0].tensor_proto.string_val[0].decode(),
  'plugins': list(read.PluginTagToContent('text')),
}))
`
const python = process.env.RETAIN_PYTHON ?? 'python3'
const hasTensorBoard = (() => {
  try {
    execFileSync(python, ['-c', 'import tensorboard'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write('\n== TENSORBOARD WAS NOT TRIED: its package of Python is not here\n')
    return false
  }
})()

describe('the curves of a run', () => {
  it('as comma-separated values are all its points', () => {
    const log = logIn(csvLog, { folder: join(folder, 'csv'), force: false })
    for (const event of events) right(log.hear('ewc-seed3', event))
    const rows = readCsv(readFileSync(join(folder, 'csv', 'ewc-seed3.csv'), 'utf8'))
    const said = rows.map(({ run, method, seed, curve, iteration, value }) => ({
      ...{ run, method, seed, curve },
      ...{ iteration: Number(iteration), value: Number(value) },
    }))
    const of = { run: 'ewc-seed3', method: 'ewc, "own"', seed: '3' }
    expect(said).toEqual(expect.arrayContaining(points.map((point) => ({ ...of, ...point }))))
    expect(said.filter(({ curve }) => !curve?.startsWith('metrics/')).length).toBe(points.length - 1)
  })

  it('are not written over those that are there, unless they are to be replaced', () => {
    const settings = { folder: join(folder, 'twice'), force: false }
    right(logIn(csvLog, settings).hear('a', events[0]!))
    expect(logIn(csvLog, settings).hear('a', events[0]!)).toMatchObject({
      left: { where: '--log', got: 'one that exists', path: [join(folder, 'twice', 'a.csv')] },
    })
    right(logIn(csvLog, { ...settings, force: true }).hear('a', events[0]!))
  })

  it.skipIf(!hasTensorBoard)('are what TensorBoard reads, by its own reader', async () => {
    const log = logIn(await tensorboardLog(), { folder: join(folder, 'tb'), force: false })
    for (const event of events) right(log.hear('ewc-seed3', event))
    const script = join(folder, 'read.py')
    writeFileSync(script, reader)
    const read = JSON.parse(execFileSync(python, [script, join(folder, 'tb', 'ewc-seed3')], { encoding: 'utf8' }))
    for (const { curve, iteration, value } of points)
      expect(read.scalars[curve]).toContainEqual([iteration, Math.fround(value)])
    const count = Object.entries<readonly unknown[]>(read.scalars)
      .filter(([curve]) => !curve.startsWith('metrics/'))
      .reduce((sum, [, all]) => sum + all.length, 0)
    expect(count).toBe(points.length - 1)
    expect(read.plugins).toEqual(['settings'])
    expect(JSON.parse(read.text)).toMatchObject({ method: 'ewc, "own"', seed: 3 })
  })

  it('come from run and compare, also of runs that were recorded before', async () => {
    const [tb, csv, out] = ['run-tb', 'run-csv', 'out'].map((name) => join(folder, name))
    const on = '--benchmark permuted-mnist --tasks 2 --samples 20 --backend wasm --quiet'
    const run = await captured(words(`run finetune ${on} --evaluate-every 1 --log tensorboard ${tb} csv ${csv}`))
    expect(run).toMatchObject({ status: 0, err: '' })
    const rows = readCsv(readFileSync(join(csv!, 'finetune-seed0.csv'), 'utf8'))
    expect(rows.filter(({ curve }) => curve === 'accuracy/task 2').map(({ iteration }) => iteration)).toEqual([
      ...['0', '1', '2', '3', '4'],
    ])
    expect(readFileSync(join(tb!, 'finetune-seed0', 'events.out.tfevents.0.retain')).length).toBeGreaterThan(500)
    const compare = `compare finetune ${on} --workers 1 --out ${out}`
    expect((await captured(words(`${compare} --seeds 0`))).status).toBe(0)
    const more = await captured(words(`${compare} --seeds 0-1 --resume --log csv ${join(folder, 'both')}`))
    expect(more.status).toBe(0)
    for (const seed of ['0', '1']) {
      const table = readCsv(readFileSync(join(folder, 'both', `finetune-seed${seed}.csv`), 'utf8'))
      expect(table.at(-1)).toMatchObject({ seed, iteration: '4', curve: expect.stringMatching(/^metrics\//) })
    }
  })
})
