import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { RecordedEvent, RunStarted } from '../../src/experiment/index.ts'
import { fault } from '../../src/fault.ts'
import type { RecordFile } from '../../src/records/index.ts'
import { logbook } from '../../src/records/logbook.ts'

const started = { _tag: 'RunStarted', seed: 0 } as unknown as RunStarted
const begun: RecordedEvent = { _tag: 'TaskStarted', task: 1, name: 'second', batches: 9 }

const kept = () => {
  const events: RecordedEvent[] = []
  let closed = 0
  const file: RecordFile = {
    append: (event) => {
      events.push(event)
      return E.right(undefined)
    },
    close: () => {
      closed += 1
    },
  }
  return { file, events, closed: () => closed }
}

describe('a logbook', () => {
  it('keeps what comes, and ends a run that did not end as interrupted where it was', () => {
    const { file, events, closed } = kept()
    const log = logbook(() => E.right(file))
    log.event(started)
    log.event(begun)
    log.at({ task: 1, batch: 4, during: 'onBatch' })
    log.close()
    const end = { _tag: 'RunInterrupted', at: { task: 1, batch: 4, during: 'onBatch' } }
    expect(events).toEqual([started, begun, end])
    expect(log.runs()[0]?.ending).toEqual(end)
    expect(closed()).toBe(1)
  })

  it('says why, where there is a fault; the place is that of the last news', () => {
    const { file, events } = kept()
    const log = logbook(() => E.right(file))
    const wrong = fault({ where: 'worker', rule: 'it must live' })
    log.event(started)
    log.event(begun)
    log.close(wrong)
    expect(events.at(-1)).toEqual({ _tag: 'RunFailed', fault: wrong, at: { task: 1, batch: 0, during: 'onBatch' } })
  })

  it('adds nothing to a run that ended, nor where none began; a record is opened with the first event', () => {
    const { file, events } = kept()
    let opened = 0
    const open = () => {
      opened += 1
      return E.right(file)
    }
    logbook(open).close()
    expect(opened).toBe(0)
    const log = logbook(open)
    const end: RecordedEvent = { _tag: 'RunInterrupted', at: { task: 0, batch: 0, during: 'evaluation' } }
    log.event(started)
    log.event(end)
    log.close()
    expect(events).toEqual([started, end])
  })

  it('hands on that a record could not be opened', () => {
    const wrong = fault({ where: 'record', rule: 'it must be new' })
    expect(logbook(() => E.left(wrong)).event(started)).toEqual(E.left(wrong))
  })
})
