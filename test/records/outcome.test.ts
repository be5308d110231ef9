import { describe, expect, it } from 'vitest'
import { deviationOf, meanOf, type Outcome } from '../../src/records/index.ts'

const outcome = (x: number): Outcome => ({
  acc: x,
  bwt: -x,
  fwt: 2 * x,
  learningAccuracy: x / 2,
  forgetting: 0,
  trainSeconds: 8 * x,
  evalSeconds: 1,
  remembered: 4 * x,
})

describe('meanOf and deviationOf', () => {
  it('are those of each number', () => {
    expect(meanOf([outcome(1), outcome(3)])).toEqual({ ...outcome(2), forgetting: 0, evalSeconds: 1 })
    const { acc, bwt, trainSeconds, evalSeconds } = deviationOf([outcome(1), outcome(3)])
    expect([acc, bwt, trainSeconds, evalSeconds]).toEqual([Math.SQRT2, Math.SQRT2, 8 * Math.SQRT2, 0])
  })

  it('leave out what a run lacks', () => {
    const counted = { ...outcome(1), gradients: 10 }
    expect(meanOf([counted, { ...outcome(3), gradients: 20 }]).gradients).toBe(15)
    expect(meanOf([counted, outcome(3)])).not.toHaveProperty('gradients')
  })

  it('a single run deviates by 0', () => expect(deviationOf([outcome(1)])).toMatchObject({ acc: 0, trainSeconds: 0 }))
})
