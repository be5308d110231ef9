import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  continual,
  metricsBy,
  type Protocol,
  protocols,
  regression,
  squaredErrors,
} from '../../../src/experiment/protocol/index.ts'
import { render } from '../../../src/fault.ts'
import { right } from '../digits.ts'

/** A whole matrix and the row before it. */
const course = fc.integer({ min: 1, max: 5 }).chain((tasks) =>
  fc.record({
    matrix: fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: tasks, maxLength: tasks }), {
      minLength: tasks,
      maxLength: tasks,
    }),
    before: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: tasks, maxLength: tasks }),
  }),
)

describe('what a run by errors comes to', () => {
  it('is worked out by hand', () => {
    const matrix = [
      [1, 4],
      [3, 0.5],
    ]
    expect(right(metricsBy(regression)(matrix, [6, 5]))).toEqual({
      error: 1.75,
      backward: 2,
      forward: -1,
      learningError: 0.75,
      forgetting: 2,
    })
  })

  it('law: with accuracies that are 1 − error it is what those come to, turned round', () => {
    fc.assert(
      fc.property(course, ({ matrix, before }) => {
        const turned = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map((value) => 1 - value))
        const errors = right(metricsBy(regression)(matrix, before))
        const accuracies = right(metricsBy(continual)(turned(matrix), turned([before])[0]!))
        const tolerance = 8 * matrix.length * Number.EPSILON
        const near = (a: number | undefined, b: number) => expect(Math.abs(a! - b)).toBeLessThanOrEqual(tolerance)
        near(errors.error, 1 - accuracies.acc!)
        near(errors.backward, -accuracies.bwt!)
        near(errors.forward, -accuracies.fwt!)
        near(errors.learningError, 1 - accuracies.learningAccuracy!)
        near(errors.forgetting, accuracies.forgetting!)
      }),
    )
  })

  it('takes no number that is no error', () => {
    const saying = (matrix: readonly (readonly number[])[]) =>
      E.match(render, () => 'fine')(metricsBy(regression)(matrix, [0]))
    expect(saying([[7]])).toBe('fine')
    expect(saying([[-1]])).toBe('metrics: errors must be finite numbers ≥ 0, got -1.\n  in        after task 1')
    expect(saying([[Number.POSITIVE_INFINITY]])).toContain('errors must be finite numbers ≥ 0')
    expect(saying([])).toContain('the error matrix must have a row a task')
  })
})

describe('squared errors', () => {
  it('are those of the examples that are asked about', () => {
    const examples = {
      count: 3,
      inputShape: [1],
      classes: 2,
      copyInput: () => {},
      label: () => 0,
      copyTarget: (index: number, into: Float32Array, offset: number) => {
        into[offset] = index
        into[offset + 1] = 10 * index
      },
    }
    // Examples 1 and 2: (1, 10) and (2, 20), where (1, 8) and (5, 20) are said.
    expect(squaredErrors({ examples, outputs: [1, 8, 5, 20], from: 1, count: 2 })).toBe(4 + 9)
  })
})

describe('every protocol', () => {
  it.each(Object.values(protocols))(
    '$name: names each thing once, and has what is compared',
    ({ name, metrics, exam }) => {
      expect(Object.entries(protocols).find(([known]) => known === name)?.[1]).toMatchObject({ name })
      expect(new Set(metrics.map((one) => one.name)).size).toBe(metrics.length)
      expect(new Set(metrics.map(({ head }) => head)).size).toBe(metrics.length)
      expect(metrics.filter(({ compared }) => compared).length).toBeGreaterThanOrEqual(2)
      const { episodes }: Protocol['exam'] = exam
      const kept = episodes?.trajectories?.kept ?? 0
      const columns = episodes === undefined ? 7 : episodes.columns.length
      expect(exam.on(0, 7)).toBe(columns + kept * (episodes?.trajectories?.checkpoints.length ?? 0))
    },
  )
  it('has metrics that are told apart from all others', () => {
    const all = Object.values(protocols)
    expect(new Set(all.map(({ metrics }) => metrics.map(({ name }) => name).join())).size).toBe(all.length)
  })
})
