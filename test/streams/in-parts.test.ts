import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { DataSet } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { inParts, type Stream } from '../../src/streams/index.ts'
import { identities, numberedSet } from '../data/numbered.ts'

/** Numbered examples, those to be judged by among the others: each fifth place is one of theirs. */
const ordered = (count: number, tasks?: readonly string[]): DataSet => {
  const data = numberedSet({ train: count - Math.floor(count / 5), test: Math.floor(count / 5) })
  const place = (p: number): number => (tasks === undefined ? p : p % tasks.length)
  return {
    ...data,
    oneOrder: true,
    ...(tasks === undefined ? {} : { tasks }),
    train: { ...data.train, place: (i) => place(i + Math.floor(i / 4)) },
    test: { ...data.test, place: (i) => place(5 * i + 4) },
  }
}
const streamOf = (data: DataSet, settings: Partial<Parameters<typeof inParts>[1]>): Stream => {
  const made = inParts(data, { seed: 0, tasks: 2, ...settings })
  return E.isLeft(made) ? expect.fail(render(made.left)) : made.right
}

describe('inParts', () => {
  it('law: each example is in one part; parts lie one after the other and differ by at most one in size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 120 }), fc.integer({ min: 1, max: 4 }), (count, tasks) => {
        const data = ordered(count)
        const parts = streamOf(data, { tasks }).tasks
        const places = parts.map(({ train }) => Array.from({ length: train.count }, (_, i) => train.place!(i)))
        expect(places.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: data.train.count }, (_, i) => data.train.place!(i)),
        )
        for (const [i, part] of places.entries()) {
          if (i > 0) expect(Math.min(...part)).toBeGreaterThan(Math.max(...places[i - 1]!))
          expect(Math.abs(part.length - data.train.count / tasks)).toBeLessThan(1)
          const judged = Array.from({ length: parts[i]!.test.count }, (_, j) => parts[i]!.test.place!(j))
          if (i > 0) expect(Math.min(...judged)).toBeGreaterThan(Math.max(...places[i - 1]!))
          if (i < tasks - 1) expect(Math.max(...judged)).toBeLessThan(Math.min(...places[i + 1]!))
        }
        expect(parts.reduce((sum, { test }) => sum + test.count, 0)).toBe(data.test.count)
      }),
      { numRuns: 50 },
    )
  })
  it('are the tasks that the data names, in its order', () => {
    const { tasks } = streamOf(ordered(60, ['Ulm', 'Kiel', 'Bonn']), { tasks: 2 })
    expect(tasks.map(({ name }) => name)).toEqual(['Ulm', 'Kiel'])
    for (const [t, { train, test }] of tasks.entries())
      for (const half of [train, test]) for (let i = 0; i < half.count; i += 1) expect(half.place!(i)).toBe(t)
  })
  it('judged by validation they show no test example, and a sample is part of its task', () => {
    const data = ordered(100)
    const { tasks } = streamOf(data, { tasks: 2, samples: 10, evaluate: 'validation' })
    const seen = tasks.flatMap(({ train, test }) => [...identities(train), ...identities(test)])
    expect(new Set(seen).size).toBe(seen.length)
    expect(Math.max(...seen)).toBeLessThan(data.train.count)
    expect(tasks.map(({ train }) => train.count)).toEqual([10, 10])
  })
  it.each([
    [{ tasks: 4 }, ['a', 'b', 'c'], '`tasks` must be at most 3'],
    [{ tasks: 2, samples: 41 }, undefined, '`samples` must be at most'],
    [{ tasks: 60 }, undefined, 'be judged by'],
  ])('refuses %j of %j', (settings, named, wrong) => {
    const made = inParts(ordered(100, named), { seed: 0, ...settings })
    expect(E.isLeft(made) ? render(made.left) : '').toContain(wrong)
  })
  it('cuts halves with an order each by itself, also where examples do not say where they stand', () => {
    const { tasks } = streamOf(numberedSet({ train: 10, test: 5 }), { tasks: 2 })
    expect(
      tasks.map(({ train, test }) => [identities(train), identities(test)].map((of) => [...of].sort((a, b) => a - b))),
    ).toEqual([
      [
        [0, 1, 2, 3, 4],
        [10, 11],
      ],
      [
        [5, 6, 7, 8, 9],
        [12, 13, 14],
      ],
    ])
  })
})
