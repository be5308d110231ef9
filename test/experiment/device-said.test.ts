import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { summary } from '../../src/cli/words/summary.ts'
import type { RecordedEvent } from '../../src/experiment/protocol/index.ts'
import { backends } from '../../src/interpreters/devices/index.ts'
import { decodeRecord, differences, encodeLine, recordedRuns } from '../../src/records/index.ts'
import { captured, sinks, words } from '../cli/captured.ts'
import { right } from './digits.ts'

const small = 'run finetune --benchmark permuted-mnist --tasks 1 --samples 20 --quiet'

/** The events of a small run, as its record has them. */
const eventsOf = async (more: string): Promise<readonly RecordedEvent[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'retain-said-'))
  const path = join(folder, 'run.jsonl')
  expect(await captured(words(`${small} ${more} --out ${path}`))).toMatchObject({ status: 0 })
  const events = right(decodeRecord(path)(readFileSync(path, 'utf8')))
  rmSync(folder, { recursive: true })
  return events
}

describe('what a run was on', () => {
  it('and what was passed over stands in its record and in the summary', async () => {
    const [started, ...rest] = await eventsOf('--backend wasm')
    if (started?._tag !== 'RunStarted') return expect.fail('no start')
    expect(started).not.toHaveProperty('passedOver')
    expect(started.versions).not.toHaveProperty('library')
    const passedOver = ['node-gpu: a TensorFlow that found no GPU']
    const other = { ...started, versions: { ...started.versions, library: 'TensorFlow 2.21.0' }, passedOver }
    const text = [other, ...rest].map(encodeLine).join('')
    const runs = recordedRuns(right(decodeRecord('a record')(text)))
    expect(runs[0]?.started).toEqual(other)
    const said = summary(runs, sinks().console)
    expect(said).toMatch(/^library +TensorFlow 2\.21\.0$/m)
    expect(said).toMatch(/^left out +node-gpu: a TensorFlow that found no GPU$/m)
    // That a machine lacks a GPU makes no other run of it.
    expect(differences(started, other)).toEqual([])
  })

  it('is TensorFlow by its version, where it is set up', async () => {
    if (!backends.find(({ name }) => name === 'node')!.present()) return
    const [started] = await eventsOf('--backend node')
    expect(started).toMatchObject({ backend: 'node', versions: { library: expect.stringMatching(/^TensorFlow 2/) } })
    expect(started).not.toHaveProperty('tf32')
    expect((await eventsOf('--backend node --tf32'))[0]).toMatchObject({ tf32: true })
  })

  it('with TF32 is refused where products keep all bits', async () => {
    const { status, out, err } = await captured(words(`${small} --backend wasm --tf32`))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('--tf32: the backend must be one whose products can keep fewer bits, got wasm.')
  })
})
