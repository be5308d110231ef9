import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { chosenBackend, type ExperimentSettings, type Prepared } from '../../src/experiment/index.ts'
import { chosenBy, triedEnough, type Way } from '../../src/experiment/measured-backend.ts'
import { backends } from '../../src/interpreters/devices/index.ts'
import { finetune } from '../../src/methods/index.ts'
import { cnn, mlp, type Network } from '../../src/networks/index.ts'
import { benchmarks } from '../../src/streams/index.ts'
import { right, spotStream } from './digits.ts'

const ways: readonly Way[] = [
  { backend: 'wasm', xla: 'off' },
  { backend: 'node', xla: 'off' },
  { backend: 'node', xla: 'on' },
]
const words = ['wasm', 'node', 'node with XLA']
const time = fc.double({ min: 1e-3, max: 1e4, noNaN: true })

describe('the backend that is taken by what was measured', () => {
  it('law: none was faster by more than a tenth, and the first is left for such a one alone', () => {
    fc.assert(
      fc.property(fc.tuple(time, time, time), (all) => {
        const times = Object.fromEntries(words.map((name, i) => [name, all[i]!]))
        const { backend, xla } = chosenBy(ways, { times, at: '2026-01-01' })
        const own = all[ways.findIndex((way) => way.backend === backend && way.xla === xla)]!
        expect(Math.min(...all)).toBeGreaterThanOrEqual(0.9 * own)
        expect(backend === 'wasm').toBe(Math.min(...all) >= 0.9 * all[0])
      }),
    )
  })

  it('is one of those that run, and the first where none does', () => {
    expect(chosenBy(ways, { times: { 'node with XLA': 3 }, at: '2026-01-01' })).toEqual({
      backend: 'node',
      xla: 'on',
      why: 'node with XLA: a batch takes 3.00 ms there, as measured here on 2026-01-01',
    })
    expect(chosenBy(ways, { times: {}, at: '2026-01-01' })).toEqual(ways[0])
  })
})

describe('a trial of a backend', () => {
  /** After how many batches it ends, of such a time each, where so many programs share the processor. */
  const batchesOf = (each: number, busy: number): number => {
    let batches = 1
    while (!triedEnough({ worked: batches * each, waited: batches * each * busy, batches })) batches += 1
    return batches
  }

  it('law: a busy machine ends it after as many batches as a quiet one', () => {
    const each = fc.double({ min: 1, max: 400, noNaN: true })
    const busy = fc.double({ min: 1, max: 10, noNaN: true })
    fc.assert(
      fc.property(each, busy, (time, shared) => {
        expect(batchesOf(time, shared)).toBe(batchesOf(time, 1))
      }),
    )
  })

  it('ends by the clock where others have all of the processor, and after one batch that takes too long', () => {
    expect(triedEnough({ worked: 100, waited: 30_000, batches: 1 })).toBe(true)
    expect(triedEnough({ worked: 7000, waited: 7000, batches: 1 })).toBe(true)
    expect(triedEnough({ worked: 7000, waited: 30_000, batches: 0 })).toBe(false)
    expect(batchesOf(0.001, 1)).toBe(200)
  })
})

const isSetUp = backends.some(({ name, present }) => name === 'node' && present())

describe.skipIf(!isSetUp)('the backend of a run, where TensorFlow is set up', () => {
  const kept = join(homedir(), '.cache', 'retain', 'measured')
  const measurements = () => (existsSync(kept) ? readdirSync(kept) : [])

  const asked = (network: Network, backend: ExperimentSettings['backend']) => {
    const options = defaults(finetune.options)
    const stream = spotStream(1, 20)
    const benchmark = benchmarks.find(({ name }) => name === 'permuted-mnist')!
    const settings = { name: 'finetune', method: finetune, options, benchmark, backend, seeds: [0], evaluate: 'test' }
    const data = { name: 'spots', train: stream.tasks[0]!.train, test: stream.tasks[0]!.test, source: 'made up' }
    const ready = { program: finetune.program(options), network, data, streams: [stream], schedule: { batch: 5 } }
    return [settings as ExperimentSettings, ready as Prepared] as const
  }

  it('is not measured for a small network, nor where it is asked for by its name', async () => {
    const before = measurements()
    expect(right(await chosenBackend(...asked(mlp(), 'auto'))())).toEqual({ backend: 'wasm', xla: 'off' })
    expect(right(await chosenBackend(...asked(cnn(), 'wasm'))())).toEqual({ backend: 'wasm', xla: 'auto' })
    expect(measurements()).toEqual(before)
  })
})

describe('what was measured', () => {
  it('is read again as it was kept; what is damaged is nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'retain-kept-'))
    const before = process.env.XDG_CACHE_HOME
    process.env.XDG_CACHE_HOME = folder
    try {
      const { keepMeasurement, keptMeasurement } = await import('../../src/experiment/kept-measurement.ts')
      expect(keptMeasurement('a')).toBeUndefined()
      const measured = { times: { wasm: 12.5, node: 3 }, at: '2026-01-01' }
      keepMeasurement('a', measured)
      expect([keptMeasurement('a'), keptMeasurement('b')]).toEqual([measured, undefined])
      const path = join(folder, 'retain', 'measured', 'a.json')
      writeFileSync(path, readFileSync(path, 'utf8').slice(0, 20))
      expect(keptMeasurement('a')).toBeUndefined()
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME
      else process.env.XDG_CACHE_HOME = before
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
