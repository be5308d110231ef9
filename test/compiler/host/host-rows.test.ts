import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterScored, replacedAt } from '../../../src/compiler/host/decided.ts'
import type { Example } from '../../../src/compiler/host/example.ts'
import {
  examplesAmong,
  type HostRows,
  joined,
  type Part,
  picked,
  rowsOf,
  rowsOfExamples,
  sideOf,
  stretch,
  writeRows,
} from '../../../src/compiler/host/host-rows.ts'
import { emptyReservoir, emptyRing, entered } from '../../../src/compiler/host/memory.ts'
import type { HostBatch } from '../../../src/data/index.ts'
import { key } from '../../../src/random/index.ts'

/** A row by itself: what is said of rows is said of lists of these. */
interface Plain {
  readonly inputs: readonly number[]
  readonly targets: readonly number[]
  readonly weights: readonly number[]
  readonly heads: readonly number[] | undefined
}
const parts: readonly Part[] = ['inputs', 'targets', 'weights', 'heads']
const like = { inputShape: [2], classes: 3, task: 4 } as const

interface Both {
  readonly rows: HostRows
  readonly plain: readonly Plain[]
}

const whole = (float: fc.Arbitrary<number>): fc.Arbitrary<Both> =>
  fc
    .record({
      headed: fc.boolean(),
      all: fc.array(
        fc.record({
          inputs: fc.tuple(float, float),
          targets: fc.tuple(float, float, float),
          weights: fc.tuple(fc.constantFrom(0, 1, 0.5)),
          heads: fc.tuple(float, float, float),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ headed, all }) => {
      const plain = all.map((row): Plain => ({ ...row, heads: headed ? row.heads : undefined }))
      const of = (part: Part) => Float32Array.from(plain.flatMap((row) => row[part] ?? []))
      const batch: HostBatch = {
        ...like,
        count: plain.length,
        inputs: of('inputs'),
        targets: of('targets'),
        weights: of('weights'),
        ...(headed ? { heads: of('heads') } : {}),
      }
      return { rows: rowsOf(batch), plain }
    })

/** What stands for a row that is not there. */
const none: Plain = { inputs: [0, 0], targets: [0, 0, 0], weights: [0], heads: undefined }

const numbers = fc.integer({ min: -9, max: 9 })
const order = fc.array(fc.nat(), { maxLength: 7 })

/** Rows that come of others in all the ways there are, and the list that they stand for. */
const { some } = fc.letrec<{ readonly some: Both }>((tie) => ({
  some: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    whole(numbers),
    fc.tuple(tie('some'), order).map(([{ rows, plain }, places]) => {
      const taken = plain.length === 0 ? [] : places.map((place) => place % plain.length)
      return { rows: picked(rows, taken), plain: taken.map((place) => plain[place]!) }
    }),
    fc.tuple(tie('some'), fc.nat(), fc.nat()).map(([{ rows, plain }, a, b]) => {
      const from = a % (plain.length + 1)
      const there = plain.slice(from, from + (b % 9))
      const missing = Array.from({ length: (b % 9) - there.length }, () => none)
      return { rows: stretch(rows, from, b % 9, like), plain: [...there, ...missing] }
    }),
    fc.tuple(tie('some'), tie('some')).map(([a, b]) => ({
      rows: joined(a.rows, b.rows),
      plain: [...a.plain, ...b.plain],
    })),
    fc.tuple(tie('some'), fc.nat({ max: 3 })).map(([{ rows, plain }, missing]) => {
      return {
        rows: rowsOfExamples(rows.examples, plain.length + missing, like),
        plain: [...plain.map((row) => ({ ...row, weights: [1] })), ...Array.from({ length: missing }, () => none)],
      }
    }),
  ),
}))

/** What is written of a part between numbers that nobody writes. */
const written = (rows: HostRows, part: Part, length: number): readonly number[] => {
  const into = new Float32Array(length + 4).fill(7)
  const end = writeRows(rows, part, into, 2)
  expect(end).toBe(length + 2)
  expect([...into.subarray(0, 2), ...into.subarray(end)]).toEqual([7, 7, 7, 7])
  return [...into.subarray(2, end)]
}

const partOf = (plain: readonly Plain[], part: Part): readonly number[] =>
  plain.flatMap((row) => row[part] ?? row.targets.map(() => 1))

describe('rows of examples', () => {
  it('law: however they come of others, what is written of them is what is written row by row', () => {
    fc.assert(
      fc.property(some, ({ rows, plain }) => {
        for (const part of parts) {
          const due = partOf(plain, part)
          expect(written(rows, part, due.length)).toEqual(due)
        }
        expect(examplesAmong(rows).map(({ row, is }) => [row, ...is.input])).toEqual(
          plain.flatMap(({ inputs, weights }, row) => (weights[0] === 0 ? [] : [[row, ...inputs]])),
        )
      }),
    )
  })

  it('law: the two sides of episodes are their rows, each once', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.nat({ max: 2 }), fc.nat({ max: 3 }), (count, support, query) => {
        const length = support + query
        const all = Array.from({ length: count * length }, (_, i) => i)
        const batch: HostBatch = {
          ...like,
          inputShape: [1],
          count: all.length,
          inputs: Float32Array.from(all),
          targets: new Float32Array(3 * all.length),
          weights: new Float32Array(all.length).fill(1),
          episode: { support, query },
        }
        const places = (side: 'support' | 'query'): readonly number[] =>
          sideOf(rowsOf(batch), side).examples.map(({ input }) => input[0]!)
        expect(places('support')).toEqual(all.filter((i) => i % length < support))
        expect(places('query')).toEqual(all.filter((i) => i % length >= support))
      }),
    )
  })

  it('law: what a memory holds of a large batch keeps none of the rest; of a small one it is in its place', () => {
    const of = (count: number): HostBatch => ({
      ...like,
      count,
      inputs: Float32Array.from({ length: 2 * count }, (_, i) => i),
      targets: new Float32Array(3 * count),
      weights: new Float32Array(count).fill(1),
    })
    const scored = { place: 0, accept: true }
    for (const empty of [emptyReservoir(4, false), emptyReservoir(4, false, { balanced: true }), emptyRing(4)]) {
      const held = (count: number): readonly Example[] => {
        const { memory } = entered(empty, rowsOf(of(count)), key(1))
        return memory._tag === 'Reservoir' ? memory.slots : memory.tasks[0]!.slots
      }
      expect(held(1000).map(({ input }) => input.buffer.byteLength)).toEqual([8, 8, 8, 8])
      expect(held(1000).every(({ input }) => input[1] === input[0]! + 1)).toBe(true)
      expect(held(4).map(({ input }) => input.buffer.byteLength)).toEqual([32, 32, 32, 32])
    }
    const [entry] = examplesAmong(rowsOf(of(1000)))
    const [best] = enterScored({ slots: [], scores: [] }, 1, undefined, [entry!], () => 1).slots
    const [placed] = replacedAt([], 1, scored, entry).slots
    expect([best, placed].map((one) => one?.input.buffer.byteLength)).toEqual([8, 8])
  })

  it('copies nothing before it is written, and a whole batch not at all', () => {
    const inputs = Float32Array.of(1, 2, 3, 4)
    const batch = { ...like, count: 2, inputs, targets: new Float32Array(6), weights: Float32Array.of(1, 1) }
    const rows = picked(joined(rowsOf(batch), rowsOf(batch)), [3, 0])
    expect(rows.examples.every(({ input }) => input.buffer === inputs.buffer)).toBe(true)
    expect(rowsOf(batch).whole).toBe(batch)
    expect(rows.whole).toBeUndefined()
  })
})
