import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Examples } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { permuted, type Stream, type StreamSettings } from '../../src/streams/index.ts'
import { identities, inputOf, numberedSet } from '../data/numbered.ts'

const data = numberedSet({ train: 30, test: 6 })
const make = (settings: StreamSettings, of = data): Stream => {
  const made = permuted(of, settings)
  return E.isRight(made) ? made.right : { name: render(made.left), seed: 0, tasks: [] }
}
const seed = fc.integer()
const size = 16

/** The order of the pixels of one of the numbered examples. */
const orderOf = (examples: Examples, index: number): readonly number[] =>
  inputOf(examples, index).map((value) => value % size)

describe('permuted', () => {
  it('law: one order a task, for all its examples, to train and to test, and it holds every pixel once', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 6 }), (s, tasks) => {
        for (const { train, test } of make({ tasks, samples: 10, seed: s }).tasks) {
          const order = orderOf(train, 0)
          expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, p) => p))
          for (let i = 0; i < train.count; i += 1) expect(orderOf(train, i)).toEqual(order)
          for (let i = 0; i < test.count; i += 1) expect(orderOf(test, i)).toEqual(order)
        }
      }),
    )
  })
  it('law: orders differ from task to task and seed to seed, and the first task is permuted too', () => {
    fc.assert(
      fc.property(seed, (s) => {
        const orders = [...make({ tasks: 5, seed: s }).tasks, ...make({ tasks: 5, seed: s + 1 }).tasks].map(
          ({ train }) => `${orderOf(train, 0)}`,
        )
        expect(new Set([`${Array.from({ length: size }, (_, p) => p)}`, ...orders]).size).toBe(11)
      }),
    )
  })
  it('law: a task has `samples` different training examples with their labels, and the whole test set in order', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 30 }), (s, samples) => {
        for (const { train, test } of make({ tasks: 3, samples, seed: s }).tasks) {
          const ids = identities(train)
          expect([train.count, new Set(ids).size]).toEqual([samples, samples])
          expect(ids.every((id, i) => id < 30 && train.label(i) === id % 10)).toBe(true)
          expect(identities(test)).toEqual([30, 31, 32, 33, 34, 35])
        }
      }),
    )
  })
  it('law: a task is the same in a longer stream, and begins the same with more samples', () => {
    fc.assert(
      fc.property(seed, (s) => {
        const short = make({ tasks: 2, samples: 5, seed: s }).tasks
        const long = make({ tasks: 4, samples: 9, seed: s }).tasks
        for (const [t, { train }] of short.entries()) {
          for (let i = 0; i < 5; i += 1) expect(inputOf(train, i)).toEqual(inputOf(long[t]!.train, i))
        }
      }),
    )
  })
  it('control: two tasks of a stream do NOT have the same samples', () => {
    const [one, other] = make({ tasks: 2, samples: 20, seed: 5 }).tasks
    expect(identities(one!.train)).not.toEqual(identities(other!.train))
  })
  it('law: judged by validation, a fifth of the training examples is judged by and never trained on', () => {
    fc.assert(
      fc.property(seed, (s) => {
        const { tasks } = make({ tasks: 3, seed: s, evaluate: 'validation' })
        const judged = identities(tasks[0]!.test)
        expect(judged.length).toBe(6)
        for (const { train, test } of tasks) {
          expect(identities(test)).toEqual(judged)
          expect([...identities(train), ...judged].sort((a, b) => a - b)).toEqual(
            Array.from({ length: 30 }, (_, i) => i),
          )
        }
      }),
    )
  })
  it('reads nothing while it is made', () => {
    let reads = 0
    const counted = numberedSet({ train: 30, test: 6, reads: () => (reads += 1) })
    const { tasks } = make({ tasks: 50, seed: 1, evaluate: 'validation' }, counted)
    expect(reads).toBe(0)
    inputOf(tasks[49]!.train, 0)
    expect(reads).toBe(1)
  })
  it('says how many there are when asked for more', () => {
    const saying = (settings: StreamSettings) => make(settings).name
    expect(saying({ tasks: 2, samples: 31, seed: 0 })).toBe(
      'permuted-numbers: `samples` must be at most 30, the number of training examples in numbers, got 31.\n' +
        '  hint      ask for 30 or fewer, or name a folder that holds more with --data DIR (here: made up)',
    )
    expect(saying({ tasks: 2, samples: 25, seed: 0, evaluate: 'validation' })).toContain(
      'at most 24, the number of training examples in numbers without the 6 held out, got 25',
    )
    expect(saying({ tasks: 0, seed: 0 })).toBe('permuted-numbers: `tasks` must be a whole number, at least 1, got 0.')
    expect(saying({ tasks: 1, samples: 2.5, seed: 0 })).toContain(
      '`samples` must be a whole number, at least 1, got 2.5',
    )
    expect(saying({ tasks: 1, seed: Number.NaN })).toContain('`seed` must be a whole number, got NaN')
    expect(saying({ tasks: 1e9, seed: 0 })).toContain('`tasks` must be at most 100000')
    expect(saying({ tasks: 1, samples: 30, seed: 0 })).toBe('permuted-numbers')
  })
})
