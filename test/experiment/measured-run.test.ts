import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { type RunEvent, run } from '../../src/experiment/index.ts'
import { gauge } from '../../src/experiment/measures/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { ewc, finetune } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { recordedRuns } from '../../src/records/index.ts'
import { gathered, sessionOf, spotStream, startedOf } from './digits.ts'

const between = { inputShape: [2, 2], outputs: 3 }
const linear = () => ({ network: mlp({ hidden: [] }), between, device: referenceDevice() })
const hidden = () => ({ network: mlp({ hidden: [4] }), between, device: referenceDevice() })

describe('a run that is measured and judged inside tasks', () => {
  const stream = spotStream(3, 25)
  const events = async (method: typeof finetune, more: boolean): Promise<readonly RunEvent[]> => {
    const around = hidden()
    const own = session({ ...around, program: method.program(defaults(method.options)) })
    const started = startedOf(method, stream, 5)
    const all = await gathered(
      run({
        started,
        program: method.program(defaults(method.options)),
        stream,
        session: own,
        ...(more ? { evaluateEvery: 2, gauge: gauge(['alignment', 'fisher'], around, own) } : {}),
      }),
    )
    expect(around.device.buffers()).toBe(0)
    return all
  }
  const rows = (all: readonly RunEvent[]) => all.flatMap((e) => (e._tag === 'Evaluated' ? [e.accuracies] : []))

  it.each([finetune, ewc])('law: learns as it does without, to the bit: $name', async (method) => {
    const [plain, seen] = [await events(method, false), await events(method, true)]
    expect(rows(seen)).toEqual(rows(plain))
    const [a, b] = [plain.at(-1)!, seen.at(-1)!]
    expect(b._tag === 'RunEnded' && a._tag === 'RunEnded' && b.metrics).toEqual(a._tag === 'RunEnded' && a.metrics)
    expect(plain.some((e) => e._tag === 'Judged' || (e._tag === 'Evaluated' && 'measured' in e))).toBe(false)
  })

  it('judges inside tasks, not at their ends; alignment begins with the second task', async () => {
    const all = await events(finetune, true)
    const places = all.flatMap((e) => (e._tag === 'Judged' ? [`${e.task}:${e.batches}`] : []))
    expect(places).toEqual(['0:2', '0:4', '1:2', '1:4', '2:2', '2:4'])
    expect(all.filter(({ _tag }) => _tag === 'TaskJudged').length).toBe(3 + 2 + 3 + 3 + 3 * 6)
    const [record] = recordedRuns(all.flatMap((e) => (e._tag === 'BatchDone' || e._tag === 'TaskJudged' ? [] : [e])))
    expect(record!.ends).toEqual([5, 10, 15])
    expect(record!.course.map(({ iteration }) => iteration)).toEqual([0, 2, 4, 5, 7, 9, 10, 12, 14, 15])
    expect(record!.matrix).toEqual([3, 6, 9].map((i) => record!.course[i]!.scores))
    expect(record!.measured.map(({ alignment }) => alignment !== undefined)).toEqual([false, true, true])
    for (const { fisher } of record!.measured)
      expect(fisher!.counts.reduce((a, b) => a + b, fisher!.zeros)).toBe(5 * 4 + 3 * 5)
  })

  it('law: a judgement inside the first task is the one after a task that ends there; control: not the one after more', async () => {
    const from = async (samples: number) => {
      const around = linear()
      const program = finetune.program({ ...defaults(finetune.options), rate: 0.5 })
      const short = spotStream(2, samples)
      const started = startedOf(finetune, short, 5)
      const own = session({ ...around, program })
      return gathered(run({ started, program, stream: short, session: own, evaluateEvery: 1 }))
    }
    const inside = (await from(25)).flatMap((e) => (e._tag === 'Judged' && e.task === 0 ? [e.accuracies] : []))
    const ends = await Promise.all([5, 10, 15, 20].map(async (samples) => rows(await from(samples))[1]))
    expect(inside).toEqual(ends)
    expect(new Set(inside.map((r) => JSON.stringify(r))).size).toBeGreaterThan(1)
  })

  it('stops where it is interrupted inside a judgement, and where a measure fails', async () => {
    const own = sessionOf(finetune)
    const interrupt = new AbortController()
    const setup = {
      started: startedOf(finetune, stream, 5),
      program: finetune.program(defaults(finetune.options)),
      stream,
      session: own,
      evaluateEvery: 2,
    }
    const seen: RunEvent[] = []
    for await (const event of run({ ...setup, signal: interrupt.signal })) {
      seen.push(event)
      if (
        event._tag === 'TaskJudged' &&
        event.after === 1 &&
        seen.some((e) => e._tag === 'TaskStarted' && e.task === 1)
      )
        interrupt.abort()
    }
    expect(seen.at(-1)).toEqual({ _tag: 'RunInterrupted', at: { task: 1, batch: 1, during: 'evaluation' } })
    const fault = { where: 'gauge', rule: 'r', code: 2 } as const
    const failed = await gathered(run({ ...setup, gauge: () => async () => E.left(fault) }))
    expect(failed.at(-1)).toMatchObject({ _tag: 'RunFailed', fault, at: { task: 0, during: 'evaluation' } })
    expect(own.buffers()).toBe(0)
  })
})
