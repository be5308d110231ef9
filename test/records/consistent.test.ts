import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type RecordedEvent, run } from '../../src/experiment/index.ts'
import { render } from '../../src/fault.ts'
import { finetune } from '../../src/methods/finetune.ts'
import {
  consistent,
  decodeRecord,
  isEnding,
  isRecorded,
  type RecordedRun,
  recordedRuns,
  sealed,
} from '../../src/records/index.ts'
import { gathered, right, sessionOf, spotStream, startedOf } from '../experiment/digits.ts'

const check = consistent('a.jsonl')
const fault = (events: readonly RecordedEvent[]): string => {
  const found = check(events)
  return E.isLeft(found) ? render(found.left) : 'none'
}
const isFaulty = (events: readonly RecordedEvent[]): boolean => E.isLeft(check(events))

const stream = spotStream(3, 20)
const digests = { program: 'p', network: 'n', protocol: 'q', data: 'd' }

/** A run of three tasks of four batches, judged inside tasks too. */
const whole: readonly RecordedEvent[] = await (async () => {
  const started = { ...startedOf(finetune, stream, 5), format: 2 as const, digests, evaluateEvery: 2 }
  const events = await gathered(
    run({
      started,
      program: finetune.program(started.options),
      stream,
      session: sessionOf(finetune),
      evaluateEvery: 2,
    }),
  )
  return events.filter(isRecorded).map((event, i, all) => (isEnding(event) ? sealed(all.slice(0, i), event) : event))
})()

/** As records of form 1 were: without digests and seals. */
const older: readonly RecordedEvent[] = whole.map((event) => {
  if (event._tag === 'RunStarted') {
    const { digests: _, ...rest } = event as typeof event & { digests: unknown }
    return { ...rest, format: 1 }
  }
  if (!isEnding(event)) return event
  const { seal: _, ...rest } = event
  return rest
})

const last = <A>(list: readonly A[]): A => list.at(-1)!
const withEnd = (events: readonly RecordedEvent[], f: (end: Extract<RecordedEvent, { _tag: 'RunEnded' }>) => object) =>
  events.map((event) => (event._tag === 'RunEnded' ? ({ ...event, ...f(event) } as RecordedEvent) : event))

/** Every record with one accuracy changed, and where. */
const altered = (events: readonly RecordedEvent[]): readonly (readonly [string, readonly RecordedEvent[]])[] =>
  events.flatMap((event, i) =>
    event._tag === 'Evaluated' || event._tag === 'Judged'
      ? event.accuracies!.map((accuracy, j) => {
          const accuracies = event.accuracies!.with(j, accuracy === 0.5 ? 0.25 : 0.5)
          return [`line ${i + 1}, task ${j + 1}`, events.with(i, { ...event, accuracies })] as const
        })
      : [],
  )

describe('a record that holds to itself', () => {
  it('is read, also of more than one run, and as far as a process that was killed came', () => {
    expect(whole.map(({ _tag }) => _tag).join(' ')).toMatch(
      /^RunStarted Evaluated( TaskStarted Judged TaskEnded Evaluated){3} RunEnded$/,
    )
    for (let lines = 0; lines <= whole.length; lines += 1) {
      const some = whole.slice(0, lines)
      expect(fault([...whole, ...some])).toBe('none')
      expect(fault([...older, ...older.slice(0, lines)])).toBe('none')
      expect(check(some)).toEqual(E.right(some))
    }
  })

  it('law: with any one accuracy changed it is refused', () => {
    const all = altered(whole)
    expect(all.length).toBe(3 + 3 * 3 + 2 + 3 + 3)
    expect(all.filter(([, events]) => !isFaulty(events)).map(([where]) => where)).toEqual([])
    expect(fault(last(all)[1])).toBe(
      [
        'record: the end of a run must have the seal of its lines, got the seal of others.',
        `  in        a.jsonl ▸ line ${whole.length}`,
        '  hint      the record was changed after it was written, or is damaged: run it again with --force',
      ].join('\n'),
    )
  })

  it('law: without any one line but the last it is refused, and with two lines exchanged', () => {
    for (const events of [whole, older])
      for (let line = 0; line < events.length - 1; line += 1) {
        expect([line, isFaulty(events.toSpliced(line, 1))]).toEqual([line, true])
        const exchanged = events.with(line, events[line + 1]!).with(line + 1, events[line]!)
        expect([line, isFaulty(exchanged)]).toEqual([line, true])
      }
    expect(fault(whole.toSpliced(1, 1))).toContain(
      'record: the lines of a run must follow each other: here the accuracies before training, got the start of task 1.\n  in        a.jsonl ▸ line 2',
    )
  })

  it('law: an end that doesn’t follow from the accuracies is refused, sealed or not', () => {
    const names = ['acc', 'bwt', 'fwt', 'learningAccuracy', 'forgetting'] as const
    for (const name of names) {
      const odd = (events: readonly RecordedEvent[]) =>
        withEnd(events, ({ metrics }) => ({ metrics: { ...metrics, [name]: metrics[name]! + 1e-9 } }))
      const resealed = odd(whole).map((event, i, all) => (isEnding(event) ? sealed(all.slice(0, i), event) : event))
      for (const events of [odd(older), resealed])
        expect(fault(events)).toContain(`the metrics of a run must follow from its accuracies, got \`${name}\``)
      expect(isFaulty(odd(whole))).toBe(true)
      const none = withEnd(older, ({ metrics }) => ({ metrics: { ...metrics, [name]: Number.NaN } }))
      expect(isFaulty(none)).toBe(true)
    }
    const rounded = withEnd(older, ({ metrics }) => ({ metrics: { ...metrics, acc: metrics.acc! * (1 + 2 ** -52) } }))
    expect(fault(rounded)).toBe('none')
  })

  it('of form 1 with an accuracy changed that metrics depend on is refused; rows may hold all tasks there, and only there', () => {
    const lastRow = older.findLastIndex(({ _tag }) => _tag === 'Evaluated')
    const ofLast = altered(older).filter(([where]) => where.startsWith(`line ${lastRow + 1},`))
    expect(ofLast.map(([, events]) => isFaulty(events))).toEqual([true, true, true])
    const full = (events: readonly RecordedEvent[]) =>
      events.map((event) =>
        event._tag === 'Evaluated' && event.after > 0
          ? { ...event, accuracies: [...event.accuracies!, 0.1, 0.1].slice(0, 3) }
          : event,
      )
    expect(fault(full(older))).toBe('none')
    expect(isFaulty(full(whole))).toBe(true)
  })

  it('without its seal, or with one that was cut off, is refused; any other of its numbers is under the seal', () => {
    expect(fault(withEnd(whole, () => ({ seal: undefined })))).toContain('must have the seal of its lines, got none.')
    expect(isFaulty(withEnd(whole, ({ seal = '' }) => ({ seal: seal.slice(1) })))).toBe(true)
    expect(isFaulty(withEnd(whole, ({ trainSeconds }) => ({ trainSeconds: trainSeconds + 1 })))).toBe(true)
    expect(isFaulty(whole.map((event) => (event._tag === 'TaskEnded' ? { ...event, seconds: 0 } : event)))).toBe(true)
  })

  it('that doesn’t begin with a run, or goes on after its end, is refused', () => {
    expect(isFaulty(whole.slice(1))).toBe(true)
    expect(isFaulty([...whole, whole[2]!])).toBe(true)
    expect(isFaulty([...whole.slice(0, 4), ...whole])).toBe(true)
  })
})

describe('the records of docs', () => {
  it('all hold to themselves and came to an end; those of permuted and rotated digits are of form 1 but for the youngest method', () => {
    const root = join(import.meta.dirname, '../../docs/records')
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(root, name))
    expect(paths.length).toBeGreaterThan(40)
    for (const path of paths) {
      const events = right(decodeRecord(path)(readFileSync(path, 'utf8')))
      expect(consistent(path)(events)).toEqual(E.right(events))
      const isOld = /(permuted|rotated)-mnist/.test(path) && !/kfacLaplace/.test(path)
      const isWhole = ({ started, ending }: RecordedRun): boolean =>
        ending !== undefined && (started.format === 1) === isOld
      expect(recordedRuns(events).every(isWhole)).toBe(true)
    }
  })
})
