import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Examples, subset } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { type Evaluate, type SplitSettings, type Stream, split } from '../../src/streams/index.ts'
import { pools } from '../../src/streams/stream.ts'
import { identities, numberedSet } from '../data/numbered.ts'

const data = numberedSet({ train: 53, test: 21, rows: 2, columns: 2 })
const make = (settings: SplitSettings): Stream => {
  const made = split(data, settings)
  return E.isRight(made) ? made.right : { name: render(made.left), seed: 0, tasks: [] }
}
const labelsOf = (examples: Examples) => Array.from({ length: examples.count }, (_, i) => examples.label(i))
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b)
const classesPerTask = fc.constantFrom(1, 2, 3, 5, 10)

describe('split', () => {
  it('law: task t has the classes [t · c, (t + 1) · c) and only those; labels stay as they are', () => {
    fc.assert(
      fc.property(fc.integer(), classesPerTask, (seed, c) => {
        for (const { index, train, test } of make({ tasks: Math.floor(10 / c), seed, classesPerTask: c }).tasks) {
          const want = Array.from({ length: c }, (_, i) => index * c + i)
          expect(sorted(new Set(labelsOf(train)))).toEqual(want)
          expect(sorted(new Set(labelsOf(test)))).toEqual(want)
          expect(labelsOf(train)).toEqual(identities(train).map((id) => id % 10))
          expect(train.classes).toBe(10)
        }
      }),
    )
  })
  it('law: when the classes come out even, every example is in exactly one task', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 2, 5, 10), fc.boolean(), (seed, c, held) => {
        const evaluate = held ? 'validation' : 'test'
        const { tasks } = make({ tasks: 10 / c, seed, classesPerTask: c, evaluate })
        // With so few set apart there may be none of a class.
        const { test: toJudge } = pools(data, { tasks: 1, seed, evaluate })
        if (new Set(labelsOf(toJudge)).size < 10) {
          expect(tasks).toEqual([])
          return
        }
        const train = tasks.flatMap((task) => identities(task.train))
        const test = tasks.flatMap((task) => identities(task.test))
        const all = Array.from({ length: held ? 53 : 74 }, (_, i) => i)
        expect(sorted([...train, ...test])).toEqual(all)
        expect(test.length).toBe(held ? 10 : 21)
      }),
    )
  })
  it('law: the examples of a task come in random order, by the seed, mixing its classes', () => {
    const order = (seed: number) => identities(make({ tasks: 2, seed, classesPerTask: 5 }).tasks[0]!.train)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(order(seed)).toEqual(order(seed))
        expect(order(seed)).not.toEqual(order(seed + 1))
        expect(order(seed)).not.toEqual(sorted(order(seed)))
      }),
    )
  })
  it('law: a task tells its classes, ascending, whatever their order', () => {
    const order = fc.constantFrom('labels' as const, 'random' as const)
    fc.assert(
      fc.property(fc.integer(), classesPerTask, order, (seed, c, classOrder) => {
        const { tasks } = make({ tasks: Math.floor(10 / c), seed, classesPerTask: c, classOrder })
        for (const { classes, train, test } of tasks) {
          expect(classes).toEqual(sorted(new Set(labelsOf(train))))
          expect(classes).toEqual(sorted(new Set(labelsOf(test))))
          expect(classes?.length).toBe(c)
        }
        expect(new Set(tasks.flatMap(({ classes = [] }) => classes)).size).toBe(tasks.length * c)
      }),
    )
  })
  it('law: a random order of classes is by the seed alone, and comes with the examples that the labels have', () => {
    const classes = (seed: number, tasks = 5) =>
      make({ tasks, seed, classesPerTask: 2, classOrder: 'random' }).tasks.map((task) => task.classes)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(classes(seed)).toEqual(classes(seed))
        expect(classes(seed, 3)).toEqual(classes(seed).slice(0, 3))
      }),
    )
    expect(new Set(Array.from({ length: 20 }, (_, seed) => `${classes(seed)}`)).size).toBeGreaterThan(15)
  })
  it('law: is refused before training, by the name of the task, exactly where one of its classes has no examples in a half', () => {
    const some = fc.uniqueArray(fc.nat(9), { minLength: 5, maxLength: 10 })
    fc.assert(
      fc.property(some, some, fc.constantFrom(1, 2, 5), fc.nat(), (learned, judged, c, seed) => {
        const of = (labels: readonly number[]): Examples => subset(data.train, labels)
        const tasks = Math.floor(10 / c)
        const made = split({ ...data, train: of(learned), test: of(judged) }, { tasks, seed, classesPerTask: c })
        const missing = (labels: readonly number[]) =>
          Array.from({ length: 10 }, (_, label) => label).find((label) => !labels.includes(label))
        const [toLearn, toJudge] = [missing(learned), missing(judged)]
        const label = toLearn ?? toJudge
        if (label === undefined) {
          expect(E.isRight(made)).toBe(true)
          return
        }
        const task = Math.floor(label / c)
        const classes = Array.from({ length: c }, (_, i) => task * c + i).join(', ')
        const use = toLearn === undefined ? 'be judged by' : 'be learned from'
        expect(E.mapLeft(({ rule, got }: Fault) => `${rule}, got ${got}`)(made)).toEqual(
          E.left(
            `every class of a task must have at least one example to ${use}, ` +
              `got none of class ${label} in task ${task + 1}, \`classes ${classes}\``,
          ),
        )
      }),
    )
  })
  it('says what to do where too few are set apart', () => {
    const few = numberedSet({ train: 40, test: 20, rows: 1, columns: 1 })
    const saying = (evaluate: Evaluate) =>
      E.mapLeft(render)(split(few, { tasks: 5, seed: 0, classesPerTask: 2, evaluate }))
    expect(E.isRight(saying('test'))).toBe(true)
    expect(saying('validation')).toEqual(
      E.left(
        expect.stringMatching(
          /^split-numbers: every class of a task must have at least one example to be judged by, got none of class \d in task \d, `classes \d, \d`\.\n {2}hint {6}judge by the test examples: only a part of 0\.2 of the training examples, rounded down, is set apart$/,
        ),
      ),
    )
  })
  it('says how many there are when asked for more', () => {
    const saying = (settings: Partial<SplitSettings>) =>
      make({ tasks: 5, seed: 0, classesPerTask: 2, ...settings }).name
    expect(saying({})).toBe('split-numbers')
    expect(saying({ tasks: 6 })).toBe(
      'split-numbers: `tasks` must be at most 5, as numbers has 10 classes and a task takes 2, got 6.\n' +
        '  hint      ask for 5 or fewer',
    )
    expect(saying({ samples: 11 })).toContain(
      '`samples` must be at most 10, the number of training examples in task 3 (classes 4, 5), got 11',
    )
    expect(saying({ samples: 10 })).toBe('split-numbers')
    expect(saying({ classesPerTask: 0 })).toContain('`classesPerTask` must be a whole number, at least 1, got 0')
    expect(saying({ tasks: 1, classesPerTask: 11 })).toContain('`tasks` must be at most 0')
    expect(saying({ tasks: 1.5 })).toContain('`tasks` must be a whole number, at least 1, got 1.5')
  })
})
