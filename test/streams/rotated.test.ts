import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { DataSet } from '../../src/data/index.ts'
import { angleOf, rotated, rotation, type Stream, type StreamSettings } from '../../src/streams/index.ts'
import { identities, inputOf, numberedSet } from '../data/numbered.ts'

const side = fc.integer({ min: 1, max: 9 })
const degrees = fc.double({ min: -360, max: 540, noNaN: true })
const grid = (rows: number, columns: number, from: (row: number, column: number) => number) =>
  Array.from({ length: rows * columns }, (_, p) => from(Math.floor(p / columns), p % columns))

describe('rotation', () => {
  it('law: by 0° moves nothing, by 180° turns rows and columns round', () => {
    fc.assert(
      fc.property(side, side, (rows, columns) => {
        expect([...rotation(rows, columns, 0)]).toEqual(grid(rows, columns, (r, c) => r * columns + c))
        const round = grid(rows, columns, (r, c) => (rows - 1 - r) * columns + (columns - 1 - c))
        expect([...rotation(rows, columns, 180)]).toEqual(round)
      }),
    )
  })
  it('law: by 90° the right edge of a square becomes the top: counter-clockwise', () => {
    fc.assert(
      fc.property(side, (n) => {
        expect([...rotation(n, n, 90)]).toEqual(grid(n, n, (r, c) => c * n + (n - 1 - r)))
      }),
    )
  })
  // The source of a pixel in exact arithmetic; `undefined` within a thousandth of a border between two pixels.
  const exact = (rows: number, columns: number, phi: number) => (turn: 1 | -1) =>
    grid(rows, columns, (r, c) => {
      const [x, y] = [c + 0.5 - columns / 2, r + 0.5 - rows / 2]
      const [cos, sin] = [Math.cos((phi * Math.PI) / 180), turn * Math.sin((phi * Math.PI) / 180)]
      const [column, row] = [columns / 2 + cos * x - sin * y, rows / 2 + sin * x + cos * y]
      if ([column, row].some((value) => Math.abs(value - Math.round(value)) < 1e-3)) return Number.NaN
      const inside = column >= 0 && column < columns && row >= 0 && row < rows
      return inside ? Math.floor(row) * columns + Math.floor(column) : -1
    })
  const agrees = (got: Int32Array, want: readonly number[]) =>
    want.every((from, p) => Number.isNaN(from) || got[p] === from)
  it('law: each pixel comes from the one that holds its place turned back about the centre, else from nowhere', () => {
    fc.assert(
      fc.property(side, side, degrees, (rows, columns, phi) =>
        agrees(rotation(rows, columns, phi), exact(rows, columns, phi)(1)),
      ),
    )
  })
  it('control: turning the other way does NOT agree', () => {
    expect(agrees(rotation(5, 5, 30), exact(5, 5, 30)(-1))).toBe(false)
  })
  it('is that of Pillow 13.0: numbered pixels through Image.rotate, −1 where it filled', () => {
    expect([...rotation(4, 4, 30)]).toEqual([-1, 2, 3, -1, 0, 5, 6, 11, 4, 9, 10, 15, -1, 12, 13, -1])
    expect([...rotation(3, 5, 100)]).toEqual([-1, 3, 8, 13, -1, -1, 2, 7, 12, -1, -1, 1, 6, 11, -1])
    const large = [16, 12, -1, -1, 17, 13, 8, 4, 14, 10, 9, 5, 15, 11, 6, 2, -1, -1, 7, 3]
    expect([...rotation(5, 4, 250)]).toEqual(large)
  })
})

describe('rotated', () => {
  const data = numberedSet({ train: 30, test: 6, rows: 5, columns: 5 })
  const make = (settings: StreamSettings): Stream => {
    const made = rotated(data, settings)
    return E.isRight(made) ? made.right : { name: made.left.rule, seed: 0, tasks: [] }
  }
  const tasks = fc.integer({ min: 1, max: 30 })
  it('law: the angle of task t of T is in [t/T · 180°, (t + 1)/T · 180°)', () => {
    fc.assert(
      fc.property(fc.integer(), tasks, fc.nat(), (seed, n, raw) => {
        const t = raw % n
        const angle = angleOf({ seed, tasks: n }, t)
        expect(angle).toBeGreaterThanOrEqual((t / n) * 180)
        expect(angle).toBeLessThan(((t + 1) / n) * 180 + 1e-9)
        expect(angleOf({ seed: seed + 1, tasks: n }, t)).not.toBe(angle)
      }),
    )
  })
  it('law: every example of a task is turned by its angle, to train and to test; what comes from nowhere is 0', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, n) => {
        for (const { index, train, test } of make({ tasks: n, samples: 7, seed }).tasks) {
          const from = [...rotation(5, 5, angleOf({ seed, tasks: n }, index))]
          const turned = (id: number) => from.map((p) => (p < 0 ? 0 : id * 25 + p))
          identities(train).forEach((id, i) => {
            expect(inputOf(train, i)).toEqual(turned(id))
          })
          identities(test).forEach((id, i) => {
            expect(id).toBe(30 + i)
            expect(inputOf(test, i)).toEqual(turned(id))
          })
        }
      }),
    )
  })
  it('law: a task has `samples` different training examples; validation never trains on what it is judged by', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 24 }), (seed, samples) => {
        for (const { train, test } of make({ tasks: 3, samples, seed, evaluate: 'validation' }).tasks) {
          expect(new Set([...identities(train), ...identities(test)]).size).toBe(samples + 6)
          expect(identities(test).every((id) => id < 30)).toBe(true)
        }
      }),
    )
  })
  it('law: the channels of a pixel go together', () => {
    const plain = numberedSet({ train: 6, test: 2, rows: 5, columns: 5 })
    const colours = numberedSet({ train: 6, test: 2, rows: 5, columns: 15 })
    const coloured = { ...colours.train, inputShape: [5, 5, 3] }
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const first = (of: DataSet) => {
          const made = rotated(of, { seed, tasks: 2 })
          return E.isRight(made) ? inputOf(made.right.tasks[1]!.test, 0) : expect.fail(made.left.rule)
        }
        const grey = first({ ...plain, test: plain.train })
        const want = grey.flatMap((from) => [0, 1, 2].map((channel) => from * 3 + channel))
        const got = first({ ...colours, train: coloured, test: coloured })
        // Pixel 0 and what comes from nowhere are both 0 in the numbered image: only others are compared.
        expect(got.filter((_, p) => grey[Math.floor(p / 3)] !== 0)).toEqual(
          want.filter((_, p) => grey[Math.floor(p / 3)] !== 0),
        )
      }),
    )
  })
  it('refuses more samples than there are', () => {
    expect(make({ tasks: 2, samples: 31, seed: 0 }).name).toContain('`samples` must be at most 30')
  })
})
