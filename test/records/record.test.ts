import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../src/experiment/index.ts'
import { render } from '../../src/fault.ts'
import { decodeRecord, encodeLine, isRecorded, recordedRuns } from '../../src/records/index.ts'
import { recordedEvents } from './events.ts'

const decode = decodeRecord('a.jsonl')
const textOf = (events: readonly RecordedEvent[]): string => events.map(encodeLine).join('')
const ended: RecordedEvent = { _tag: 'TaskEnded', task: 0, seconds: 0.5 }

describe('a record', () => {
  it('law: decode ∘ encode = id, a line an event', () => {
    fc.assert(
      fc.property(fc.array(recordedEvents), (events) => {
        const text = textOf(events)
        expect(text.split('\n').length).toBe(events.length + 1)
        expect(text).not.toMatch(/[:[,]null[,}\]]/)
        expect(decode(text)).toEqual(E.right(events))
        expect(events.every(isRecorded)).toBe(true)
      }),
    )
  })

  it('law: however it is torn, what was whole is read', () => {
    fc.assert(
      fc.property(fc.array(recordedEvents, { maxLength: 4 }), recordedEvents, fc.nat(), (events, last, at) => {
        const line = encodeLine(last)
        const torn = line.slice(0, at % (line.length - 1))
        expect(decode(textOf(events) + torn)).toEqual(E.right(events))
        expect(decode(textOf(events) + line.trimEnd())).toEqual(E.right([...events, last]))
      }),
    )
  })

  it('control: a line inside that is damaged is a fault that names it', () => {
    const damaged = `${encodeLine(ended)}{"_tag":"TaskEn\n${encodeLine(ended)}`
    const found = decode(damaged)
    expect(E.isLeft(found) && render(found.left)).toBe(
      [
        'record: each line must be an event of a run, got something else than JSON.',
        '  in        a.jsonl ▸ line 2',
        '  hint      the file is damaged, or was written by another version of Retain',
      ].join('\n'),
    )
    const got = (line: string): string => {
      const refused = decode(`${line}\n`)
      return E.isLeft(refused) ? (refused.left.got ?? '') : 'none'
    }
    expect(got('{"_tag":"TaskEnded","task":"one","seconds":1}')).toBe('a TaskEnded with "one" for `task`')
    expect(got('{"_tag":"TaskEnded","task":1}')).toBe('a TaskEnded with nothing for `seconds`')
    expect(got(encodeLine(ended).replace('TaskEnded', 'TaskBegun').trimEnd())).toBe('something else than an event')
    expect(got('{"token":1}')).toBe('something else than an event')
    expect(got('')).toBe('something else than JSON')
    expect(decode('')).toEqual(E.right([]))
  })
})

describe('recordedRuns', () => {
  it('gathers each run from its start: rows, and how it ended', () => {
    const started = fc.sample(
      recordedEvents.filter((event) => event._tag === 'RunStarted'),
      1,
    )[0]!
    const row = (after: number): RecordedEvent => ({ _tag: 'Evaluated', after, accuracies: [after], seconds: 0 })
    const stop: RecordedEvent = { _tag: 'RunInterrupted', at: { task: 0, batch: 0, during: 'onBatch' } }
    const runs = recordedRuns([ended, started, row(0), ended, row(1), row(2), stop, started, row(0)])
    expect(runs.map(({ before, matrix, ending }) => ({ before, matrix, ending }))).toEqual([
      { before: [0], matrix: [[1], [2]], ending: stop },
      { before: [0], matrix: [], ending: undefined },
    ])
  })
})
