import { describe, expect, it } from 'vitest'
import { columns, rowOf } from '../../../src/experiment/protocol/episodes.ts'
import { halfWidth, protocols } from '../../../src/experiment/protocol/index.ts'

describe('a row of episodes', () => {
  it('has the mean of each score, then half the widths of the 95 % intervals of the first three', () => {
    const row = rowOf([
      [4, 2, 1, 8, 3],
      [6, 2, 3, 10, 5],
    ])
    // s = √2 for scores 2 apart: 1.96 √2 / √2.
    expect(row.slice(0, 5)).toEqual([5, 2, 2, 9, 4])
    expect(row[5]).toBeCloseTo(1.96, 12)
    expect(row[6]).toBe(0)
    expect(row[7]).toBeCloseTo(1.96, 12)
    expect(row.length).toBe(columns.length)
  })
  it('law: the interval shrinks with the root of the number of episodes', () => {
    const scores = [1, 3, 2, 5, 4]
    const four = [...scores, ...scores, ...scores, ...scores]
    // Their deviation is that of a sample, which is √((4n − 4) / (4n − 1)) as large.
    expect(halfWidth(four)).toBeCloseTo((halfWidth(scores) / 2) * Math.sqrt((4 * 4) / (4 * 5 - 1)), 12)
  })
})

describe.each(['episodes', 'fewShot'] as const)('the protocol %s', (name) => {
  const { metrics, exam } = protocols[name]
  const last = [0.9, 0.4, 0.1, 0.8, 0.2, 0.01, 0.02, 0.03]
  it('is of the last row, column by column', () => {
    const of = Object.fromEntries(metrics.map((metric) => [metric.name, metric.of([last.map(() => 1), last], [])]))
    const one = name === 'episodes' ? 'error' : 'accuracy'
    expect(of).toEqual({
      [`${one}Before`]: 0.9,
      [`${one}After1`]: 0.4,
      [`${one}After10`]: 0.1,
      [`${one}Disturbed`]: 0.8,
      [`${one}Recovered`]: 0.2,
      [`${one}BeforeInterval`]: 0.01,
      [`${one}After1Interval`]: 0.02,
      [`${one}After10Interval`]: 0.03,
    })
  })
  it('tells how it goes by the score after ten steps', () => {
    expect(exam.episodes?.headline(last)).toBe(0.1)
    expect(exam.episodes?.told(last)).toMatch(/before adapting, .* after 1 step, .* after 10$/)
  })
})
