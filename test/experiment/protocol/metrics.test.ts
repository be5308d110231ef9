import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  averageAccuracy,
  backwardTransfer,
  deviation,
  forgetting,
  forwardTransfer,
  judgedAfter,
  learningAccuracy,
  mean,
  metrics,
} from '../../../src/experiment/protocol/index.ts'
import { render } from '../../../src/fault.ts'

/** Accuracies in 64ths, so that sums are exact. */
const accuracy = fc.integer({ min: 0, max: 64 }).map((n) => n / 64)
const run = fc.integer({ min: 1, max: 6 }).chain((tasks) => {
  const row = fc.array(accuracy, { minLength: tasks, maxLength: tasks })
  return fc.record({ matrix: fc.array(row, { minLength: tasks, maxLength: tasks }), before: row })
})
const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-12

describe('a matrix made by hand', () => {
  const matrix = [
    [0.9, 0.2, 0.1],
    [0.7, 0.8, 0.3],
    [0.5, 0.9, 0.7],
  ]
  const before = [0.5, 0.1, 0.2]
  it('has these metrics', () => {
    expect(averageAccuracy(matrix)).toBeCloseTo(0.7, 12) // (0.5 + 0.9 + 0.7) / 3
    expect(learningAccuracy(matrix)).toBeCloseTo(0.8, 12) // (0.9 + 0.8 + 0.7) / 3
    expect(backwardTransfer(matrix)).toBeCloseTo(-0.15, 12) // ((0.5 − 0.9) + (0.9 − 0.8)) / 2
    expect(backwardTransfer(matrix, 'T')).toBeCloseTo(-0.1, 12) // … / 3
    expect(forwardTransfer(matrix, before)).toBeCloseTo(0.1, 12) // ((0.2 − 0.1) + (0.3 − 0.2)) / 2
    expect(forgetting(matrix)).toBeCloseTo(0.15, 12) // ((0.9 − 0.5) + (0.8 − 0.9)) / 2
  })
  it('forgets from the best, which need not be the accuracy right after learning', () => {
    const risen = [
      [0.5, 0, 0],
      [0.9, 0.8, 0],
      [0.4, 0.8, 0.6],
    ]
    expect(forgetting(risen)).toBeCloseTo(0.25, 12) // ((0.9 − 0.4) + (0.8 − 0.8)) / 2
    expect(backwardTransfer(risen)).toBeCloseTo(-0.05, 12) // ((0.4 − 0.5) + (0.8 − 0.8)) / 2
  })
  it('of one task transfers and forgets nothing', () => {
    expect(metrics([[0.75]], [0.125])).toEqual(
      E.right({ acc: 0.75, bwt: 0, fwt: 0, learningAccuracy: 0.75, forgetting: 0 }),
    )
    expect(backwardTransfer([[0.75]], 'T')).toBe(0)
  })
})

describe('laws', () => {
  const inRun = (law: (matrix: readonly (readonly number[])[], before: readonly number[]) => boolean) =>
    fc.assert(fc.property(run, ({ matrix, before }) => law(matrix, before)))
  it('law: ACC and LA in [0, 1]; BWT, FWT and forgetting in [−1, 1]', () => {
    inRun((matrix, before) => {
      const all = metrics(matrix, before)
      return (
        E.isRight(all) &&
        [all.right.acc, all.right.learningAccuracy].every((value) => value >= 0 && value <= 1) &&
        [all.right.bwt, all.right.fwt, all.right.forgetting].every((value) => Math.abs(value) <= 1)
      )
    })
  })
  it('law: BWT over T = ACC − LA', () => {
    inRun((matrix) => close(backwardTransfer(matrix, 'T'), averageAccuracy(matrix) - learningAccuracy(matrix)))
  })
  it('control: BWT over T − 1 is NOT ACC − LA', () => {
    const matrix = [
      [1, 0],
      [0, 1],
    ]
    expect(close(backwardTransfer(matrix), averageAccuracy(matrix) - learningAccuracy(matrix))).toBe(false)
  })
  it('law: the two denominators of forward transfer differ by (T − 1) / T', () => {
    inRun((matrix, before) =>
      close(
        forwardTransfer(matrix, before, 'T') * matrix.length,
        forwardTransfer(matrix, before) * (matrix.length - 1),
      ),
    )
  })

  it('law: `metrics` passes the denominator on to every metric that has one', () => {
    inRun((matrix, before) => {
      const [code, paper] = [metrics(matrix, before, 'T'), metrics(matrix, before)]
      return (
        E.isRight(code) &&
        E.isRight(paper) &&
        code.right.bwt === backwardTransfer(matrix, 'T') &&
        code.right.fwt === forwardTransfer(matrix, before, 'T') &&
        paper.right.fwt === forwardTransfer(matrix, before)
      )
    })
  })

  it('law: the two denominators differ by (T − 1) / T', () => {
    inRun((matrix) =>
      close(backwardTransfer(matrix, 'T') * matrix.length, backwardTransfer(matrix) * (matrix.length - 1)),
    )
  })
  it('law: forgetting ≥ −BWT, with equality when no task rose after it was learned', () => {
    inRun((matrix) => forgetting(matrix) >= -backwardTransfer(matrix) - 1e-12)
    inRun((matrix) => {
      const falling = matrix.map((row, i) => row.map((_, j) => (i < j ? 0 : 1 / (1 + i - j))))
      return close(forgetting(falling), -backwardTransfer(falling))
    })
  })
  it('law: a method that never changes transfers nothing and forgets nothing', () => {
    inRun((matrix, before) => {
      const still = matrix.map(() => before)
      return [backwardTransfer(still), forwardTransfer(still, before), forgetting(still)].every((value) => value === 0)
    })
  })
  it('law: FWT reads only the entries above the diagonal, the others only the diagonal and the columns', () => {
    inRun((matrix, before) => {
      const spoilt = matrix.map((row, i) => row.map((value, j) => (j === i + 1 ? value : 1 - value)))
      const above = matrix.map((row, i) => row.map((value, j) => (j > i ? 1 - value : value)))
      return (
        forwardTransfer(spoilt, before) === forwardTransfer(matrix, before) &&
        backwardTransfer(above) === backwardTransfer(matrix) &&
        averageAccuracy(above) === averageAccuracy(matrix)
      )
    })
  })
  it('law: a constant added to all accuracies moves ACC and LA by it, and leaves BWT and forgetting', () => {
    inRun((matrix) => {
      const higher = matrix.map((row) => row.map((value) => value + 0.5))
      return (
        close(averageAccuracy(higher), averageAccuracy(matrix) + 0.5) &&
        close(learningAccuracy(higher), learningAccuracy(matrix) + 0.5) &&
        close(backwardTransfer(higher), backwardTransfer(matrix)) &&
        close(forgetting(higher), forgetting(matrix))
      )
    })
  })
})

describe('mean and deviation', () => {
  it('are those of a sample', () => {
    expect(mean([1, 2, 6])).toBe(3)
    expect(deviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12) // (4 + 1 + 9) / 2
    expect(deviation([0.7])).toBe(0)
    expect(mean([])).toBe(0)
  })
  it('law: shift and scale; the order does not matter', () => {
    const values = fc.array(accuracy, { minLength: 2, maxLength: 10 })
    fc.assert(
      fc.property(values, accuracy, (xs, c) => {
        expect(close(deviation(xs.map((x) => 2 * x + c)), 2 * deviation(xs))).toBe(true)
        expect(close(mean(xs.map((x) => 2 * x + c)), 2 * mean(xs) + c)).toBe(true)
        expect(close(deviation([...xs].reverse()), deviation(xs))).toBe(true)
      }),
    )
  })
  it('control: dividing by n would NOT be the sample deviation', () => {
    expect(deviation([0, 1])).not.toBeCloseTo(0.5, 12)
    expect(deviation([0, 1])).toBeCloseTo(Math.SQRT1_2, 12)
  })
})

describe('metrics', () => {
  it('law: of tasks still to come only the next one counts, whether the others were judged or not', () => {
    const square = fc
      .integer({ min: 1, max: 6 })
      .chain((n) =>
        fc.array(fc.array(accuracy, { minLength: n, maxLength: n }), { minLength: n + 1, maxLength: n + 1 }),
      )
    fc.assert(
      fc.property(square, ([before, ...matrix]) => {
        const judged = matrix.map((row, task) => row.slice(0, judgedAfter(task + 1, row.length)))
        expect(metrics(judged, before!)).toEqual(metrics(matrix, before!))
        expect(metrics(judged, before!)._tag).toBe('Right')
      }),
    )
  })
  const saying = (matrix: readonly (readonly number[])[], before: readonly number[]) =>
    E.match(render, () => 'fine')(metrics(matrix, before))
  it('says what is wrong with a matrix', () => {
    expect(saying([], [])).toBe('metrics: the accuracy matrix must have a row a task, got none.')
    expect(saying([[1], [1, 0], [1, 0, 0]], [0, 0, 0])).toBe(
      'metrics: there must be an accuracy for at least 2 of 3 tasks, and no others, got 1.\n  in        after task 1',
    )
    expect(saying([[1, 0], [1]], [0, 0])).toBe(
      'metrics: there must be an accuracy for each of 2 tasks, got 1.\n  in        after task 2',
    )
    expect(saying([[1]], [])).toBe(
      'metrics: there must be an accuracy for each of 1 tasks, got 0.\n  in        before training',
    )
    expect(saying([[Number.NaN]], [0])).toBe(
      'metrics: accuracies must be from 0 to 1, got NaN.\n  in        after task 1',
    )
    expect(saying([[50]], [0])).toBe('metrics: accuracies must be from 0 to 1, got 50.\n  in        after task 1')
  })
})
